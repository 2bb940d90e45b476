package org.instagan.platform.ort;

import java.util.List;
import org.instagan.platform.SharedLibrary;

/**
 * What this machine can do, found by trying.
 *
 * @param product this program's version
 * @param java version and vendor
 * @param platform operating system and architecture
 * @param onnxRuntime version of the native library
 * @param library path of the native library
 * @param libraryReason why that one
 * @param libraryVersion version of the artifact that it came in
 * @param librarySha256 of that file
 * @param trainingEnabled whether it can train
 * @param providers the execution providers compiled in, and CUDA in any case
 * @param cudaLibraries what the CUDA provider links
 */
public record RuntimeReport(
        String product,
        String java,
        String platform,
        String onnxRuntime,
        String library,
        String libraryReason,
        String libraryVersion,
        String librarySha256,
        boolean trainingEnabled,
        List<Provider> providers,
        List<SharedLibrary> cudaLibraries) {

    /**
     * One execution provider.
     *
     * @param name as in the Java API, e.g. {@code CUDA}
     * @param compiledIn whether the native library knows it
     * @param works whether a small model ran on it and the result was right
     * @param detail why not; empty where it works
     */
    public record Provider(String name, boolean compiledIn, boolean works, String detail) {}

    /** A report keeps its own copies of the lists. */
    public RuntimeReport {
        providers = List.copyOf(providers);
        cudaLibraries = List.copyOf(cudaLibraries);
    }

    /** Whether the provider of that name ran a model. */
    public boolean works(String provider) {
        return providers.stream().anyMatch(p -> p.name().equals(provider) && p.works());
    }

    /** Whether this program can do its work here: train, and run on the CPU. */
    public boolean healthy() {
        return trainingEnabled && works("CPU");
    }
}
