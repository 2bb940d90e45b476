package org.instagan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceFolderTest {
    @TempDir
    Path root;

    private Path images;
    private Path masks;

    @BeforeEach
    void folders() throws IOException {
        images = Files.createDirectory(root.resolve("A"));
        masks = Files.createDirectory(root.resolve("A_seg"));
    }

    @Test
    void masksAreFoundByNameAndSortedByNumber() throws IOException {
        for (String name : new String[] {"b_0.png", "b.png", "two words.v1_x.jpg"}) {
            touch(images, name);
        }
        for (String name : new String[] {
            "b_10.png", "b_2.png", "b_0.bmp", "b_0_0.png", "b_0_3.png", "two words.v1_x_7.png", "orphan_0.png"
        }) {
            touch(masks, name);
        }
        InstanceFolder folder = InstanceFolder.open(images, masks).requireMasks();
        assertThat(folder.items()).extracting(Item::name).containsExactly("b", "b_0", "two words.v1_x");
        assertThat(folder.items().get(0).masks())
                .containsExactly(masks.resolve("b_0.bmp"), masks.resolve("b_2.png"), masks.resolve("b_10.png"));
        assertThat(folder.items().get(1).masks())
                .containsExactly(masks.resolve("b_0_0.png"), masks.resolve("b_0_3.png"));
        assertThat(folder.items().get(2).masks()).containsExactly(masks.resolve("two words.v1_x_7.png"));
    }

    @Test
    void accentsMatchComposedOrNot() throws IOException {
        touch(images, "\u00fc.png");
        touch(masks, "u\u0308_0.png");
        assertThat(InstanceFolder.open(images, masks).requireMasks().items()).hasSize(1);
    }

    @Test
    void systemFilesArePassedOver() throws IOException {
        for (String name : new String[] {".DS_Store", "Thumbs.db", "desktop.ini", "a.png"}) {
            touch(images, name);
        }
        assertThat(InstanceFolder.open(images, masks).items()).hasSize(1);
        assertThat(InstanceFolder.openImages(images).items()).hasSize(1);
    }

    @Test
    void errorsNameTheFolderOrFile() throws IOException {
        Path none = root.resolve("B");
        assertThatThrownBy(() -> InstanceFolder.open(none, masks))
                .isInstanceOf(InputException.class)
                .hasMessage(none + ": no such folder, expected a folder of images");
        assertThatThrownBy(() -> InstanceFolder.open(images, masks))
                .isInstanceOf(InputException.class)
                .hasMessage(images + ": holds no images, expected at least one (PNG, JPEG, …)");
        touch(images, "a.png");
        assertThatThrownBy(() -> InstanceFolder.open(images, masks).requireMasks())
                .isInstanceOf(InputException.class)
                .hasMessage(images.resolve("a.png") + ": has no mask, expected " + masks.resolve("a_0.png")
                        + " or the like");
        touch(masks, "a.png");
        assertThatThrownBy(() -> InstanceFolder.open(images, masks))
                .hasMessage(masks.resolve("a.png") + ": not the name of a mask, expected NAME_0.png, NAME_1.png, …");
        touch(images, "a.jpg");
        assertThatThrownBy(() -> InstanceFolder.openImages(images))
                .hasMessage(images.resolve("a.png")
                        + ": has the name of a.jpg, expected one image of a name, since masks are found by it");
        touch(images, "notes.txt");
        assertThatThrownBy(() -> InstanceFolder.openImages(images))
                .hasMessageStartingWith(images.resolve("notes.txt") + ": not an image by its name, expected");
    }

    @Test
    void aMaskOfAnotherSizeIsRefusedWhenRead() {
        Images.writePng(new Image(4, 3, 3, new byte[36]), images.resolve("a.png"));
        Images.writePng(new Image(3, 4, 1, new byte[12]), masks.resolve("a_0.png"));
        Item item = InstanceFolder.open(images, masks).items().get(0);
        assertThatThrownBy(item::read)
                .isInstanceOf(InputException.class)
                .hasMessage(masks.resolve("a_0.png") + ": the mask has 3x4 pixels, expected 4x3 as its image "
                        + images.resolve("a.png"));
    }

    private static void touch(Path folder, String name) throws IOException {
        Files.createFile(folder.resolve(name));
    }
}
