package org.instagan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.data.dataset.DomainFolder;
import org.instagan.data.dataset.LabelMaps;
import org.instagan.image.Image;
import org.instagan.image.Images;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code instagan dataset mhp}. */
@Command(
        name = "mhp",
        description = "Two kinds of clothing of Multi-Human Parsing, a domain each, with a mask for each person.")
final class PeopleCommand implements Callable<Integer> {
    @Option(
            names = "--labels",
            paramLabel = "DIR",
            required = true,
            description = "Label images, one a person: NNNN_PERSONS_PERSON.png.")
    private Path labels;

    @Option(names = "--images", paramLabel = "DIR", required = true, description = "Images: NNNN.jpg.")
    private Path images;

    @Option(
            names = "--domains",
            paramLabel = "A:B",
            required = true,
            description = "Numbers of the labels of each domain, such as 7:8.")
    private String domains;

    @Mixin
    private CutOptions cut;

    @Override
    public Integer call() {
        List<Set<Integer>> wanted = CutOptions.labels("--domains", domains);
        Map<String, List<Path>> people = LabelMaps.people(CutOptions.files(labels));
        cut.write("A", "labels " + wanted.get(0), folder -> fill(folder, people, wanted.get(0)));
        cut.write("B", "labels " + wanted.get(1), folder -> fill(folder, people, wanted.get(1)));
        return 0;
    }

    private void fill(DomainFolder folder, Map<String, List<Path>> people, Set<Integer> wanted) {
        for (Path file : CutOptions.files(images)) {
            List<Path> maps = people.getOrDefault(InstanceFolder.stem(file), List.of());
            if (!folder.isFull() && !maps.isEmpty()) {
                Image image = Images.readRgb(file);
                List<Image> masks = maps.stream()
                        .map(map -> LabelMaps.person(map, image, wanted))
                        .toList();
                folder.write(InstanceFolder.stem(file), image, masks);
            }
        }
    }
}
