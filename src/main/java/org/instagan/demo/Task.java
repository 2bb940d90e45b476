package org.instagan.demo;

import java.nio.file.Path;
import org.instagan.data.InstanceFolder;

/** The two directions of the demonstration. */
enum Task {
    A2B("A", Figure.DISC, "discs to triangles"),
    B2A("B", Figure.TRIANGLE, "triangles to discs");

    private final String domain;
    private final Figure source;
    private final String title;

    Task(String domain, Figure source, String title) {
        this.domain = domain;
        this.source = source;
        this.title = title;
    }

    /** Of its files and folders. */
    String stem() {
        return name();
    }

    Figure source() {
        return source;
    }

    String title() {
        return title;
    }

    Path model(Path folder) {
        return folder.resolve(stem() + ".onnx");
    }

    /** Images that training never saw. */
    InstanceFolder tests(Path data) {
        return InstanceFolder.open(data.resolve("test" + domain), data.resolve("test" + domain + "_seg"));
    }

    /** The same with the masks of a perfect translation. */
    InstanceFolder truth(Path data) {
        return InstanceFolder.open(data.resolve("test" + domain), data.resolve("test" + domain + "_truth"));
    }
}
