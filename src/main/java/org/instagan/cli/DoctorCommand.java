package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.instagan.engine.tensorrt.TensorRt;
import org.instagan.file.Json;
import org.instagan.platform.ort.Doctor;
import org.instagan.platform.ort.RuntimeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan doctor}: says what works on this machine. */
@Command(
        name = "doctor",
        description = "Says what works on this machine; exits with 1 where training or CPU inference does not.")
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RuntimeReport report = Doctor.examine();
        TensorRt.State tensorRt = TensorRt.examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode tree = Json.tree(report);
            tree.set("tensorRt", Json.tree(tensorRt));
            tree.put("healthy", report.healthy());
            out.println(tree.toPrettyString());
        } else {
            print(report, tensorRt, out);
        }
        out.flush();
        return report.healthy() ? 0 : 1;
    }

    private static void print(RuntimeReport report, TensorRt.State tensorRt, PrintWriter out) {
        line(out, "instagan", report.product());
        line(out, "Java", report.java());
        line(out, "platform", report.platform());
        line(out, "ONNX Runtime", report.onnxRuntime() + " (" + report.libraryVersion() + ")");
        line(out, "library", report.library());
        line(out, "", report.libraryReason());
        line(out, "training", report.trainingEnabled() ? "yes" : "no: this library is built without it");
        for (RuntimeReport.Provider provider : report.providers()) {
            line(out, provider.name(), provider.works() ? "works" : "no: " + provider.detail());
        }
        line(out, "TensorRT", (tensorRt.works() ? "works: " : "no: ") + tensorRt.detail());
        if (tensorRt.works() && !tensorRt.builds()) {
            line(out, "", "runs engines but cannot build them: " + tensorRt.buildDetail());
        }
        line(out, "verdict", report.healthy() ? "ready to train and to translate" : "not ready: see above");
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-14s%s%n", name, value);
    }
}
