package org.instagan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpairedLoaderTest {
    private static final long SEED = 11;
    private static final Augment AUGMENT = new Augment(10, 10, 8, 8, true);

    @TempDir
    Path root;

    private InstanceFolder a;
    private InstanceFolder b;

    @BeforeEach
    void folders() throws IOException {
        a = domain("A", 7);
        b = domain("B", 3);
    }

    @Test
    void batchesDependOnSeedEpochAndNumberAlone() {
        List<Batch> one = read(SEED, 1, 0, 3);
        assertThat(read(SEED, 4, 0, 3)).isEqualTo(one);
        assertThat(read(SEED + 1, 2, 0, 3)).isNotEqualTo(one);
        assertThat(one.subList(0, 4)).isNotEqualTo(one.subList(4, 8));
        try (UnpairedLoader loader = new UnpairedLoader(a, b, AUGMENT, 2, SEED, 2)) {
            assertThat(loader.next(2, 1)).isEqualTo(one.get(9));
            assertThat(loader.next(0, 3)).isEqualTo(one.get(3));
            assertThat(loader.next(1, 0)).isEqualTo(one.get(4));
        }
    }

    @Test
    void anEpochVisitsTheLargerDomainOnce() {
        List<String> names = new ArrayList<>();
        for (Batch batch : read(SEED, 2, 0, 1)) {
            assertThat(batch.b()).hasSameSizeAs(batch.a());
            batch.a().forEach(s -> names.add(s.name()));
        }
        assertThat(names)
                .as("seed %d", SEED)
                .containsExactlyInAnyOrder("A0", "A1", "A2", "A3", "A4", "A5", "A6")
                .isNotEqualTo(names.stream().sorted().toList());
    }

    @Test
    void theSmallerDomainAStartsOver() {
        try (UnpairedLoader loader = new UnpairedLoader(b, a, AUGMENT, 3, SEED, 1)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(3);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                loader.next(0, i).a().forEach(s -> names.add(s.name()));
            }
            assertThat(names).containsExactlyInAnyOrder("B0", "B0", "B0", "B1", "B1", "B2", "B2");
        }
    }

    @Test
    void aDamagedFileIsReportedByItsBatch() throws IOException {
        Path bad = Files.writeString(root.resolve("A").resolve("A4.png"), "no image");
        try (UnpairedLoader loader = new UnpairedLoader(a, b, AUGMENT, 7, SEED, 2)) {
            assertThatThrownBy(() -> loader.next(0, 0))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(bad + ": not an image");
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        UnpairedLoader loader = new UnpairedLoader(a, b, AUGMENT, 2, SEED, 1);
        assertThatThrownBy(() -> loader.next(0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Batch 4 of epoch 0: expected 0 to 3 of an epoch from 0 on");
        loader.close();
        loader.close();
        assertThatThrownBy(() -> loader.next(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    private List<Batch> read(long seed, int threads, int fromEpoch, int toEpoch) {
        List<Batch> batches = new ArrayList<>();
        try (UnpairedLoader loader = new UnpairedLoader(a, b, AUGMENT, 2, seed, threads)) {
            for (int epoch = fromEpoch; epoch < toEpoch; epoch++) {
                for (int i = 0; i < loader.batchesPerEpoch(); i++) {
                    batches.add(loader.next(epoch, i));
                }
            }
        }
        return batches;
    }

    private InstanceFolder domain(String name, int count) throws IOException {
        Path images = Files.createDirectory(root.resolve(name));
        Path masks = Files.createDirectory(root.resolve(name + "_seg"));
        for (int i = 0; i < count; i++) {
            byte[] photo = new byte[9 * 9 * 3];
            for (int p = 0; p < photo.length; p++) {
                photo[p] = (byte) (p * (i + 3));
            }
            byte[] mask = new byte[81];
            Arrays.fill(mask, 30, 60, (byte) 255);
            Images.writePng(new Image(9, 9, 3, photo), images.resolve(name + i + ".png"));
            Images.writePng(new Image(9, 9, 1, mask), masks.resolve(name + i + "_0.png"));
        }
        return InstanceFolder.open(images, masks).requireMasks();
    }
}
