package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.serve.Dashboard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan dashboard}: a run's page over HTTP, until the process is told to end. */
@Command(
        name = "dashboard",
        description = "Serves the page of a run, index.html, as the run goes on; to look at one from another machine.")
final class DashboardCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; others than this machine's own need it. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(names = "--port", defaultValue = "8091", description = "0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        try (Dashboard dashboard = Dashboard.start(run, host, port)) {
            ProcessEnd.before(dashboard::close);
            console.println("the page of " + run + " is at " + dashboard.address());
            console.flush();
            dashboard.join();
        }
        return 0;
    }
}
