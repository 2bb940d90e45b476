package org.instagan.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.Feeder;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.instagan.Architecture;
import org.instagan.model.instagan.Initialization;
import org.instagan.model.instagan.InstaGan;
import org.instagan.model.instagan.Networks;
import org.instagan.model.layer.Design;
import org.instagan.model.layer.Norm;
import org.instagan.platform.ort.CudaOptions;
import org.instagan.platform.ort.Device;

/**
 * Everything that fixes a training run. The defaults, which stand beside the settings and nowhere else, are the authors'. In files and
 * on the command line the names are those of the components in kebab case: {@code load-size}, {@code ins-max}, ….
 */
public record RunConfig(
        @Setting(text = "Folder with trainA, trainA_seg, trainB, trainB_seg.", byDefault = "", changes = true)
        String data,

        @Setting(
                text =
                        "What is trained: instagan, cyclegan (the image alone), or cyclegan-seg (with the union of its masks"
                                + " as a fourth channel); the last two translate all instances in one step.",
                byDefault = "instagan")
        Model model,

        @Setting(text = "Size that images are resized to: 220, or WIDTHxHEIGHT.", byDefault = "220")
        Size loadSize,

        @Setting(text = "Size cut out of that at random; multiples of 4, from 24.", byDefault = "200")
        Size cropSize,

        @Setting(text = "Mirror at random.", byDefault = "true")
        boolean flip,

        @Setting(
                text = "How the generators' weights begin: normal, xavier, kaiming or orthogonal.",
                byDefault = "normal")
        Initialization.Kind initType,

        @Setting(text = "Deviation of normal, factor of xavier and orthogonal.", byDefault = "0.02")
        double initGain,

        @Setting(text = "First width of the generators.", byDefault = "64")
        int filters,

        @Setting(text = "First width of the discriminators.", byDefault = "64")
        int discriminatorFilters,

        @Setting(
                text = "What judges: set (the image and each mask, for instagan), or basic (the image alone; for"
                        + " cyclegan-seg with the union of its masks).",
                byDefault = "set")
        Judging discriminator,

        @Setting(text = "Residual blocks of an encoder.", byDefault = "9")
        int blocks,

        @Setting(
                text = "Convolutions of stride 2 in a discriminator; one more doubles the patch that a score sees.",
                byDefault = "3")
        int discriminatorLayers,

        @Setting(
                text = "Normalisation: instance, batch (for batches of one image: instance, then a learned scale and"
                        + " shift) or none.",
                byDefault = "instance")
        Norm norm,

        @Setting(text = "Whether residual blocks drop half of their activations in training.", byDefault = "false")
        boolean dropout,

        @Setting(text = "Colour channels of the networks: 3, or 1 for shades of grey.", byDefault = "3")
        int channels,

        @Setting(text = "Instances of an image that take part, the largest.", byDefault = "4")
        int insMax,

        @Setting(text = "Instances translated in one sequential step.", byDefault = "2")
        int insPer,

        @Setting(text = "Order of the instances: decreasing (by area) or shuffled.", byDefault = "decreasing")
        SetOrder setOrder,

        @Setting(text = "Adversarial loss: lsgan or vanilla.", byDefault = "lsgan")
        GanLoss ganLoss,

        @Setting(text = "Weight of A's cycle loss.", byDefault = "10")
        double lambdaA,

        @Setting(text = "Weight of B's cycle loss.", byDefault = "10")
        double lambdaB,

        @Setting(text = "Weight of the identity loss, relative to the cycle loss.", byDefault = "1")
        double lambdaIdentity,

        @Setting(text = "Weight of the context loss, relative to the cycle loss.", byDefault = "1")
        double lambdaContext,

        @Setting(text = "Epochs at the full learning rate.", byDefault = "100", changes = true)
        int epochs,

        @Setting(text = "Epochs after them, the rate falling linearly to 0.", byDefault = "100", changes = true)
        int decayEpochs,

        @Setting(
                text =
                        "How the rate falls: linear (over decay-epochs), step (to a tenth every rate-step epochs), plateau (to a"
                                + " fifth after 6 epochs without a loss lower by a hundredth), or cosine (over all epochs).",
                byDefault = "linear",
                changes = true)
        RatePolicy ratePolicy,

        @Setting(text = "With rate-policy step: epochs between its steps.", byDefault = "50", changes = true)
        int rateStep,

        @Setting(text = "Adam's learning rate.", byDefault = "2e-4", changes = true)
        double learningRate,

        @Setting(text = "Adam's first beta.", byDefault = "0.5")
        double beta1,

        @Setting(text = "Images of each domain in a batch.", byDefault = "1")
        int batch,

        @Setting(text = "Earlier translations kept for each discriminator; 0 for none.", byDefault = "50")
        int poolSize,

        @Setting(text = "Seed of weights, order, crops and pool.", byDefault = "1")
        long seed,

        @Setting(text = "Threads that compute; 0 for all processors.", byDefault = "0", changes = true)
        int threads,

        @Setting(text = "Where to train: cpu, cuda or cuda:N.", byDefault = "cpu", changes = true)
        String device,

        @Setting(
                text = "On CUDA, whether FP32 products may be rounded to TF32, faster and less exact: on or off.",
                byDefault = "off",
                changes = true)
        CudaOptions.Tf32 tf32,

        @Setting(
                text = "On CUDA, how cuDNN's algorithms are found: heuristic, exhaustive or default.",
                byDefault = "heuristic",
                changes = true)
        CudaOptions.Search convSearch,

        @Setting(
                text = "On CUDA, most memory of the GPU, such as 8g; 0 for all there is.",
                byDefault = "0",
                changes = true)
        ByteSize gpuMemLimit,

        @Setting(text = "Minutes between checkpoints; 0 for none by time.", byDefault = "15", changes = true)
        double checkpointMinutes,

        @Setting(text = "Iterations between checkpoints; 0 for none by number.", byDefault = "0", changes = true)
        int checkpointIterations,

        @Setting(text = "Epochs between checkpoints; 0 for none by epoch.", byDefault = "10", changes = true)
        int checkpointEpochs,

        @Setting(text = "Checkpoints that are kept, the newest.", byDefault = "3", changes = true)
        int keep,

        @Setting(
                text = "Epochs between checkpoints that are kept for good beside them; 0 for none.",
                byDefault = "0",
                changes = true)
        int keepEpochs,

        @Setting(
                text = "When to draw sample grids: checkpoint (with each, the first after 5 minutes), never, or the"
                        + " iterations between them.",
                byDefault = "checkpoint",
                changes = true)
        SampleTimes samples,

        @Setting(
                text = "Most memory that the run may need, such as 6g; 0 for what the machine has.",
                byDefault = "0",
                changes = true)
        ByteSize memory,

        @Setting(text = "Run, checkpoint or exported weights to start from instead of random ones.", byDefault = "")
        String init) {

    private static final int SMALLEST = 24;
    private static final int LARGEST = 8192;

    /** The paper's method and its baselines. */
    public enum Model {
        @JsonProperty("instagan")
        INSTAGAN(Networks.SET),
        @JsonProperty("cyclegan")
        CYCLEGAN(Networks.PLAIN),
        @JsonProperty("cyclegan-seg")
        CYCLEGAN_SEG(Networks.UNION);

        private final Networks networks;

        Model(Networks networks) {
            this.networks = networks;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Which discriminators; CycleGAN's are always basic. */
    public enum Judging {
        SET,
        BASIC
    }

    /** The order in which an image's instances are translated. */
    public enum SetOrder {
        DECREASING,
        SHUFFLED
    }

    /** How the learning rate falls. */
    public enum RatePolicy {
        LINEAR,
        STEP,
        PLATEAU,
        COSINE
    }

    /** Least squares, or binary cross-entropy. */
    public enum GanLoss {
        LSGAN,
        VANILLA
    }

    /** Every setting as it is {@link Setting#byDefault}. */
    public static RunConfig defaults() {
        return ConfigFile.defaults();
    }

    /**
     * This configuration, once its values go together.
     *
     * @throws InputException naming the first setting that does not
     */
    public RunConfig checked() {
        require(multiple(cropSize.width()) && multiple(cropSize.height()), "crop-size", cropSize, "multiples of 4");
        boolean large = cropSize.width() >= SMALLEST && cropSize.height() >= SMALLEST;
        require(large, "crop-size", cropSize, "width and height of " + SMALLEST + " or more");
        boolean within = cropSize.width() <= loadSize.width() && cropSize.height() <= loadSize.height();
        require(within, "crop-size", cropSize, "no more than the load-size " + loadSize);
        requireSize(loadSize);
        within("filters", filters, 1, 4096);
        within("discriminator-filters", discriminatorFilters, 1, 4096);
        within("blocks", blocks, 1, 100);
        require(channels == 1 || channels == 3, "channels", channels, "1 or 3");
        within("discriminator-layers", discriminatorLayers, 1, 8);
        int shorter = Math.min(cropSize.width(), cropSize.height());
        require(
                shorter >> discriminatorLayers >= 3,
                "discriminator-layers",
                discriminatorLayers,
                "fewer for the crop-size " + cropSize + ": a side of 3 or more after halving so often");
        require(norm != Norm.BATCH || batch == 1, "norm", "batch", "instance or none where batch is " + batch);
        within("ins-per", insPer, 1, 10_000);
        within("ins-max", insMax, 1, 10_000);
        require(insMax >= insPer, "ins-max", insMax, "at least ins-per, which is " + insPer);
        require(insMax % insPer == 0, "ins-max", insMax, "a multiple of ins-per, which is " + insPer);
        for (double lambda : new double[] {lambdaA, lambdaB, lambdaIdentity, lambdaContext}) {
            require(lambda >= 0 && lambda <= 1e6, "lambda-…", lambda, "0 to 1000000");
        }
        require(initGain > 0 && initGain <= 1000, "init-gain", initGain, "more than 0, up to 1000");
        within("rate-step", rateStep, 1, 1_000_000);
        within("epochs", epochs, 0, 1_000_000);
        within("decay-epochs", decayEpochs, 0, 1_000_000);
        require(epochs + decayEpochs > 0, "epochs", epochs, "epochs to train");
        require(learningRate > 0 && Double.isFinite(learningRate), "learning-rate", learningRate, "more than 0");
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 or more and less than 1");
        within("batch", batch, 1, 4096);
        within("pool-size", poolSize, 0, 1_000_000);
        within("threads", threads, 0, 1024);
        require(
                checkpointMinutes >= 0 && checkpointMinutes <= 1e6,
                "checkpoint-minutes",
                checkpointMinutes,
                "0 to 1000000");
        within("checkpoint-iterations", checkpointIterations, 0, Integer.MAX_VALUE);
        within("checkpoint-epochs", checkpointEpochs, 0, 1_000_000);
        within("keep", keep, 1, 1_000_000);
        within("keep-epochs", keepEpochs, 0, 1_000_000);
        target();
        return this;
    }

    /** @throws InputException when there is no data to train with */
    RunConfig requireData() {
        require(!data.isBlank(), "data", data, "a folder, --data DIR");
        return this;
    }

    /** Where it is trained. */
    public Device target() {
        return Device.parse(device).with(new CudaOptions(tf32, convSearch, gpuMemLimit.bytes()));
    }

    /** The kind of model that these settings describe. */
    public Family family() {
        return new InstaGan(new Architecture(
                model.networks,
                model == Model.INSTAGAN && discriminator == Judging.BASIC ? Networks.PLAIN : model.networks,
                new Design(filters, blocks, discriminatorFilters, discriminatorLayers, norm, dropout, channels),
                new Initialization(initType, initGain),
                ganLoss == GanLoss.LSGAN,
                lambdaA,
                lambdaB,
                lambdaIdentity,
                model == Model.INSTAGAN ? lambdaContext : 0,
                insPer));
    }

    /** Whether every image has to have a mask. */
    boolean needsMasks() {
        return !model.networks.isOneMask();
    }

    /** How a batch is cut into steps. */
    public Feeder.Sequencing sequencing() {
        if (model.networks.isOneMask()) {
            return new Feeder.Sequencing(1, 1, false, poolSize, seed);
        }
        return new Feeder.Sequencing(insMax, insPer, setOrder == SetOrder.SHUFFLED, poolSize, seed);
    }

    /** What an export of such a run says of itself. */
    public ModelCard card(Direction direction, Precision precision) {
        int perStep = model.networks.isOneMask() ? ModelCard.ALL : insPer;
        return new ModelCard(direction, filters, perStep, cropSize.height(), cropSize.width(), precision);
    }

    /** The same wherever it is read: paths are absolute, and the threads are those of this machine. */
    RunConfig resolved() {
        Map<String, String> settings = new HashMap<>();
        settings.put("threads", Integer.toString(computeThreads()));
        settings.put("data", absolute(data));
        settings.put("init", absolute(init));
        return ConfigFile.override(this, settings);
    }

    private static String absolute(String path) {
        return path.isBlank() ? "" : Path.of(path).toAbsolutePath().normalize().toString();
    }

    public int computeThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private static boolean multiple(int size) {
        return size % 4 == 0;
    }

    private static void requireSize(Size size) {
        boolean possible = size.width() <= LARGEST && size.height() <= LARGEST;
        require(possible, "load-size", size, "width and height of at most " + LARGEST);
    }

    private static void within(String setting, int got, int least, int most) {
        require(got >= least && got <= most, setting, got, least + " to " + most);
    }

    private static void require(boolean met, String setting, Object got, String expected) {
        if (!met) {
            throw new InputException("setting '" + setting + "': expected " + expected + ", got '" + got + "'");
        }
    }
}
