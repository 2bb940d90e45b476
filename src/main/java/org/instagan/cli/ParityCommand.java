package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.instagan.evaluate.parity.Measure;
import org.instagan.evaluate.parity.ParityResult;
import org.instagan.evaluate.parity.RecordedCase;
import org.instagan.file.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan parity}: replays recorded runs of the authors' code. */
@Command(
        name = "parity",
        description = "Replays recorded runs of the authors' code through the trainer and says how far the numbers are"
                + " apart; exits with 1 where a bound is exceeded.")
final class ParityCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CASE.json", arity = "1..*", description = "Recorded cases, weights beside each.")
    private List<Path> cases;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<RecordedCase> recorded = cases.stream().map(RecordedCase::read).toList();
        PrintWriter out = spec.commandLine().getOut();
        List<ParityResult> comparisons = new ArrayList<>();
        for (RecordedCase one : recorded) {
            ParityResult comparison = ParityResult.of(one, device.parsed(), threads.count());
            comparisons.add(comparison);
            if (!json) {
                print(comparison, out);
            }
        }
        if (json) {
            out.println(tree(comparisons).toPrettyString());
        }
        out.flush();
        return comparisons.stream().allMatch(ParityResult::passed) ? 0 : 1;
    }

    private static void print(ParityResult comparison, PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s%n", comparison.name(), comparison.passed() ? "passed" : "FAILED");
        out.printf(Locale.ROOT, "  %-22s %10s %10s %8s%n", "", "error", "bound", "x noise");
        for (Measure m : comparison.measures()) {
            out.printf(
                    Locale.ROOT,
                    "  %-22s %10.2e %10.2e %8.2f  %s%n",
                    m.name(),
                    m.error(),
                    m.bound(),
                    m.timesNoise(),
                    m.passed() ? "ok" : "EXCEEDED");
        }
        out.flush();
    }

    private static ArrayNode tree(List<ParityResult> comparisons) {
        ArrayNode all = Json.array();
        for (ParityResult comparison : comparisons) {
            ObjectNode one = all.addObject().put("case", comparison.name()).put("passed", comparison.passed());
            ArrayNode measures = one.putArray("measures");
            for (Measure m : comparison.measures()) {
                measures.addObject()
                        .put("name", m.name())
                        .put("error", m.error())
                        .put("float32_noise", m.noise())
                        .put("times_noise", m.timesNoise())
                        .put("bound", m.bound())
                        .put("passed", m.passed());
            }
        }
        return all;
    }
}
