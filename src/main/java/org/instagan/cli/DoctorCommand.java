package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.instagan.engine.tensorrt.TensorRt;
import org.instagan.file.Json;
import org.instagan.platform.SharedLibrary;
import org.instagan.platform.ort.Doctor;
import org.instagan.platform.ort.RuntimeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan doctor}: says what works on this machine. */
@Command(
        name = "doctor",
        description =
                "Says what works on this machine, and which libraries of the host's a GPU would use; exits with 1 where"
                        + " training or CPU inference does not.")
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--require",
            split = ",",
            paramLabel = "WHAT",
            description = "cuda, tensorrt; several with commas: exit with 1 where they do not work.")
    private List<Need> required = List.of();

    /** What a host may be expected to have. */
    private enum Need {
        CUDA,
        TENSORRT
    }

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
            ArrayNode libraries = tree.putArray("tensorRtLibraries");
            TensorRt.libraries().forEach(library -> libraries.add(Json.tree(library)));
            tree.put("healthy", report.healthy());
            out.println(tree.toPrettyString());
        } else {
            print(report, tensorRt, out);
        }
        out.flush();
        return report.healthy() && unmet(report, tensorRt).isEmpty() ? 0 : 1;
    }

    private List<String> unmet(RuntimeReport report, TensorRt.State tensorRt) {
        return required.stream()
                .filter(need -> !(need == Need.CUDA ? report.works("CUDA") : tensorRt.works()))
                .map(need -> need.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private void print(RuntimeReport report, TensorRt.State tensorRt, PrintWriter out) {
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
        libraries(report, out);
        List<String> unmet = unmet(report, tensorRt);
        if (!unmet.isEmpty()) {
            line(out, "required", "does not work here: " + String.join(", ", unmet));
        }
        line(out, "verdict", report.healthy() ? "ready to train and to translate" : "not ready: see above");
    }

    /** Nothing on hosts that are not meant to have any. */
    private void libraries(RuntimeReport report, PrintWriter out) {
        Map<String, SharedLibrary> byName = new LinkedHashMap<>();
        Stream.concat(report.cudaLibraries().stream(), TensorRt.libraries().stream())
                .forEach(library -> byName.putIfAbsent(library.name(), library));
        Collection<SharedLibrary> libraries = byName.values();
        if (required.isEmpty() && libraries.stream().noneMatch(SharedLibrary::isFound)) {
            return;
        }
        String title = "GPU libraries";
        for (SharedLibrary library : libraries) {
            line(out, title, library.describe());
            title = "";
        }
        if (!libraries.stream().allMatch(SharedLibrary::isFound)) {
            line(out, "", "of those installed elsewhere, set: export LD_LIBRARY_PATH=THEIR_FOLDER:$LD_LIBRARY_PATH");
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-14s%s%n", name, value);
    }
}
