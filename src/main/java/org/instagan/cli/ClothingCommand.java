package org.instagan.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.data.dataset.ClothingMaps;
import org.instagan.data.dataset.DomainFolder;
import org.instagan.image.Images;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code instagan dataset ccp}. */
@Command(
        name = "ccp",
        description = "Two kinds of clothing of Clothing Co-Parsing's pixel-level annotations, a domain each.")
final class ClothingCommand implements Callable<Integer> {
    @Option(
            names = "--labels",
            paramLabel = "DIR",
            required = true,
            description = "annotations/pixel-level, with NNNN.mat.")
    private Path labels;

    @Option(names = "--images", paramLabel = "DIR", required = true, description = "photos, with NNNN.jpg.")
    private Path images;

    @Option(
            names = "--domains",
            paramLabel = "A:B",
            required = true,
            description = "Numbers of the labels of each domain, such as 28,31:42 (label_list.mat names them).")
    private String domains;

    @Mixin
    private CutOptions cut;

    @Override
    public Integer call() {
        List<Set<Integer>> wanted = CutOptions.labels("--domains", domains);
        cut.write("A", "labels " + wanted.get(0), folder -> fill(folder, wanted.get(0)));
        cut.write("B", "labels " + wanted.get(1), folder -> fill(folder, wanted.get(1)));
        return 0;
    }

    private void fill(DomainFolder folder, Set<Integer> wanted) {
        for (Path image : CutOptions.files(images)) {
            Path map = labels.resolve(InstanceFolder.stem(image) + ".mat");
            if (!folder.isFull() && Files.isRegularFile(map)) {
                folder.write(
                        InstanceFolder.stem(image), Images.readRgb(image), List.of(ClothingMaps.mask(map, wanted)));
            }
        }
    }
}
