package org.instagan.demo;

import java.nio.file.Path;
import org.instagan.data.InstanceFolder;
import org.instagan.model.Direction;

/** The two directions of the demonstration. */
enum Task {
    A2B(Direction.A2B, Figure.DISC, "discs to triangles"),
    B2A(Direction.B2A, Figure.TRIANGLE, "triangles to discs");

    private final Direction direction;
    private final Figure source;
    private final String title;

    Task(Direction direction, Figure source, String title) {
        this.direction = direction;
        this.source = source;
        this.title = title;
    }

    /** Of its files and folders. */
    String stem() {
        return direction.name();
    }

    Figure source() {
        return source;
    }

    String title() {
        return title;
    }

    Path model(Path folder) {
        return folder.resolve(direction.file());
    }

    /** Images that training never saw. */
    InstanceFolder tests(Path data) {
        return InstanceFolder.open(
                data.resolve("test" + direction.source()), data.resolve("test" + direction.source() + "_seg"));
    }

    /** The same with the masks of a perfect translation. */
    InstanceFolder truth(Path data) {
        return InstanceFolder.open(
                data.resolve("test" + direction.source()), data.resolve("test" + direction.source() + "_truth"));
    }
}
