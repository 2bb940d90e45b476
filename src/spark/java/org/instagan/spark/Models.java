package org.instagan.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.instagan.error.EnvironmentException;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Translator;

/**
 * The translators of an executor's JVM: one for each model and device, shared by its tasks, open until the JVM ends. Its
 * threads are those of a task ({@code spark.task.cpus}): with one, each task computes on its own thread.
 */
final class Models {
    private static final String GPU = "gpu";
    private static final Map<String, Translator> OPEN = new HashMap<>();

    private Models() {}

    static synchronized Translator translator(ModelFiles files, Settings settings) {
        Device device = device();
        int threads =
                TaskContext.get() == null ? 1 : Math.max(1, TaskContext.get().cpus());
        String key = files.digest() + " " + settings.options() + " " + device + " " + threads;
        return OPEN.computeIfAbsent(key, k -> open(files, settings, device, threads));
    }

    /** The GPU whose address Spark gave the task ({@code spark.task.resource.gpu.amount}), or the CPU. */
    private static Device device() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(GPU);
        return gpus == null || gpus.addresses().length == 0
                ? Device.CPU
                : Device.cuda(Integer.parseInt(gpus.addresses()[0]));
    }

    private static Translator open(ModelFiles files, Settings settings, Device device, int threads) {
        try {
            Path folder = Files.createTempDirectory("instagan-model");
            Path model = files.writeTo(folder);
            Translator translator = Translator.open(model, device, threads, settings.options());
            Scratch.removeAtEnd(folder);
            return translator;
        } catch (IOException e) {
            throw new EnvironmentException("the model cannot be written to the temporary folder: " + e.getMessage(), e);
        }
    }
}
