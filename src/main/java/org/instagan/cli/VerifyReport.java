package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.instagan.error.OneLine;
import org.instagan.evaluate.verify.Difference;
import org.instagan.evaluate.verify.NodeComparison;
import org.instagan.evaluate.verify.StepDifference;
import org.instagan.evaluate.verify.Thresholds;
import org.instagan.file.Json;

/** What {@code instagan verify} prints: a line for each step as it is measured, or one JSON document at the end. */
final class VerifyReport {
    private final PrintWriter out;
    private final Thresholds thresholds;
    private final boolean json;
    private final ObjectNode tree = Json.object();
    private final ArrayNode steps;
    private int exceeded;

    VerifyReport(PrintWriter out, Thresholds thresholds, boolean json) {
        this.out = out;
        this.thresholds = thresholds;
        this.json = json;
        tree.putObject("thresholds")
                .put("max_abs", thresholds.max())
                .put("mean_abs", thresholds.mean())
                .put("psnr", thresholds.psnr())
                .put("ssim", thresholds.ssim());
        this.steps = tree.putArray("steps");
        line(
                "allowed: max %.2g, mean %.2g, PSNR %.0f dB, SSIM %.3f%n",
                thresholds.max(), thresholds.mean(), thresholds.psnr(), thresholds.ssim());
        line("%-28s %4s %4s  %-33s  %-18s%n", "", "", "", "image", "masks");
        line(
                "%-28s %4s %4s  %8s %8s %7s %7s  %8s %8s%n",
                "case", "step", "ins", "max", "mean", "PSNR", "SSIM", "max", "mean");
    }

    void add(StepDifference step) {
        boolean allowed = thresholds.allow(step);
        exceeded += allowed ? 0 : 1;
        Difference image = step.image();
        Difference masks = step.masks();
        line(
                "%-28s %4d %4d  %8.1e %8.1e %7.1f %7.4f  %8.1e %8.1e  %s%n",
                OneLine.of(step.name()),
                step.step(),
                step.instances(),
                image.max(),
                image.mean(),
                image.psnr(),
                image.ssim(),
                masks.max(),
                masks.mean(),
                verdict(step, allowed));
        ObjectNode node = steps.addObject()
                .put("case", step.name())
                .put("step", step.step())
                .put("instances", step.instances())
                .put("compared", step.compared())
                .put("passed", allowed);
        node.set("image", tree(image));
        node.set("masks", tree(masks));
    }

    private static String verdict(StepDifference step, boolean allowed) {
        if (!step.finite()) {
            return "NOT FINITE";
        }
        if (!step.compared()) {
            return "finite";
        }
        return allowed ? "ok" : "EXCEEDED";
    }

    private static ObjectNode tree(Difference d) {
        return Json.object()
                .put("max_abs", d.max())
                .put("mean_abs", d.mean())
                .put("psnr", d.psnr())
                .put("ssim", d.ssim())
                .put("finite", d.finite());
    }

    void parting(Optional<NodeComparison.Parting> parting) {
        line("first node beyond: %s%n", parting.map(Object::toString).orElse("none"));
        tree.put("first_node", parting.map(Object::toString).orElse(null));
    }

    /** @return whether every step was allowed */
    boolean finish() {
        boolean passed = exceeded == 0;
        tree.put("passed", passed);
        if (json) {
            out.println(tree.toPrettyString());
        }
        line("%s%n", passed ? "passed" : "FAILED: " + exceeded + " of " + steps.size() + " steps");
        out.flush();
        return passed;
    }

    private void line(String format, Object... values) {
        if (!json) {
            out.printf(Locale.ROOT, format, values);
            out.flush();
        }
    }
}
