package org.instagan.engine.tensorrt;

import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.MemoryPoolType;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvinfer.ProfilingVerbosity;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IOptimizationProfile;
import org.instagan.error.InputException;

/** The builder's configuration for a request. */
final class BuilderSetup {
    private BuilderSetup() {}

    static IBuilderConfig config(IBuilder builder, INetworkDefinition network, BuildRequest request) {
        IBuilderConfig config = Natives.need(builder.createBuilderConfig(), "Configuring TensorRT's builder");
        BuildOptions options = request.options();
        config.setBuilderOptimizationLevel(options.level());
        if (options.workspaceMib() > 0) {
            config.setMemoryPoolLimit(MemoryPoolType.kWORKSPACE, options.workspaceMib() << 20);
        }
        set(config, BuilderFlag.kTF32, options.tf32());
        set(config, BuilderFlag.kREFIT, options.refittable());
        set(config, BuilderFlag.kVERSION_COMPATIBLE, options.versionCompatible());
        config.setHardwareCompatibilityLevel(options.hardware().level());
        config.setProfilingVerbosity(ProfilingVerbosity.kDETAILED);
        for (Profile profile : request.profiles().all()) {
            addProfile(builder, config, network, profile.inputs(request.piece(), request.filters()));
        }
        return config;
    }

    private static void set(IBuilderConfig config, BuilderFlag flag, boolean on) {
        if (on) {
            config.setFlag(flag);
        } else {
            config.clearFlag(flag);
        }
    }

    private static void addProfile(
            IBuilder builder, IBuilderConfig config, INetworkDefinition network, Map<String, Profile.Shapes> inputs) {
        checkNames(network, inputs);
        IOptimizationProfile profile =
                Natives.need(builder.createOptimizationProfile(), "Making TensorRT's optimization profile");
        inputs.forEach((name, shapes) -> {
            set(profile, name, OptProfileSelector.kMIN, shapes.min());
            set(profile, name, OptProfileSelector.kOPT, shapes.opt());
            set(profile, name, OptProfileSelector.kMAX, shapes.max());
        });
        Natives.require(
                profile.isValid() && config.addOptimizationProfile(profile) >= 0, "Adding the optimization profile");
    }

    /** TensorRT takes a profile of inputs that are not there, and fails on those that have none, without a name. */
    private static void checkNames(INetworkDefinition network, Map<String, Profile.Shapes> inputs) {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < network.getNbInputs(); i++) {
            names.add(network.getInput(i).getName());
        }
        if (!names.equals(inputs.keySet())) {
            throw new InputException("the model's inputs: expected " + inputs.keySet() + ", got " + names
                    + "; export it again with this version");
        }
    }

    private static void set(IOptimizationProfile profile, String name, OptProfileSelector point, long[] sizes) {
        try (Dims64 dims = Natives.dims(sizes)) {
            Natives.require(profile.setDimensions(name, point, dims), "The optimization profile of '" + name + "'");
        }
    }
}
