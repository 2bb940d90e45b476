package org.instagan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.data.dataset.Coco;
import org.instagan.data.dataset.DomainFolder;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code instagan dataset coco}. */
@Command(name = "coco", description = "Two categories of COCO, a domain each, with a mask for each instance.")
final class CocoCommand implements Callable<Integer> {
    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            required = true,
            description = "instances_train2017.json or the like.")
    private Path annotations;

    @Option(names = "--images", paramLabel = "DIR", required = true, description = "Its images.")
    private Path images;

    @Option(
            names = "--categories",
            paramLabel = "A,B",
            split = ",",
            required = true,
            description = "Of domain A and B, such as sheep,giraffe.")
    private List<String> categories;

    @Option(names = "--crowds", description = "Take groups that are one mask, too.")
    private boolean crowds;

    @Mixin
    private CutOptions cut;

    @Override
    public Integer call() {
        if (categories.size() != 2) {
            throw new InputException("--categories: expected two, of domain A and B, got " + categories);
        }
        Coco coco = Coco.open(annotations);
        List<List<Coco.Annotated>> found = coco.of(categories, crowds);
        cut.write("A", categories.get(0), folder -> fill(folder, found.get(0)));
        cut.write("B", categories.get(1), folder -> fill(folder, found.get(1)));
        return 0;
    }

    private void fill(DomainFolder folder, List<Coco.Annotated> pictures) {
        for (Coco.Annotated one : pictures) {
            if (folder.isFull()) {
                return;
            }
            Path file = inside(images, one.picture().file());
            Image image = Images.readRgb(file);
            if (image.width() != one.picture().width()
                    || image.height() != one.picture().height()) {
                throw new InputException(file + ": has " + image.width() + "x" + image.height() + " pixels, expected "
                        + one.picture().width() + "x" + one.picture().height() + " as " + annotations + " says");
            }
            List<Image> masks =
                    one.annotations().stream().map(Coco.Annotation::mask).toList();
            folder.write(InstanceFolder.stem(file), image, masks);
        }
    }

    /** A name from a file is no way out of the folder. */
    private static Path inside(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize()) || !Images.isImageName(file)) {
            throw new InputException("file_name '" + name + "': expected the name of an image in " + folder);
        }
        return file;
    }
}
