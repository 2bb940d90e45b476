package org.instagan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layout of docs/architecture.md: packages depend on those in tiers below and within their own tier without cycles,
 * sub-packages included, and each foreign library is known to the packages that are for it.
 */
@AnalyzeClasses(packages = "org.instagan", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    /** From the door down. */
    private static final List<List<String>> TIERS = List.of(
            List.of("cli"),
            List.of("demo"),
            List.of("serve", "bench", "evaluate", "export"),
            List.of("train"),
            List.of("translate"),
            List.of("engine"),
            List.of("report"),
            List.of("model"),
            List.of("data"),
            List.of("weights", "graph", "image"),
            List.of("platform", "file", "error"));

    @ArchTest
    static final ArchRule PACKAGES_DEPEND_DOWNWARDS = tiers();

    @ArchTest
    static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_CONFIGURATIONS_NAME_A_FAMILY = noClasses()
            .that()
            .resideOutsideOfPackage("org.instagan.model.instagan..")
            .and()
            .haveNameNotMatching("org\\.instagan\\.train\\.RunConfig(\\$Model)?")
            .and()
            .resideOutsideOfPackage("org.instagan.evaluate.parity..") // its recordings are of InstaGAN
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.instagan.model.instagan..");

    @ArchTest
    static final ArchRule GRAPHS_KNOW_THE_JDK =
            onlyKnow(List.of("org.instagan.graph", "org.instagan.graph.autodiff.."), "org.instagan.graph..");

    @ArchTest
    static final ArchRule ERRORS_KNOW_THE_JDK = onlyKnow(List.of("org.instagan.error.."));

    @ArchTest
    static final ArchRule ONNX_RUNTIME = onlyIn(packages("platform.ort", "engine.ort", "train"), "ai.onnxruntime..");

    @ArchTest
    static final ArchRule TRAINING_API = noClasses()
            .that()
            .doNotHaveSimpleName("StepRunner")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("ai.onnxruntime.OrtTrainingSession");

    @ArchTest
    static final ArchRule JAVACPP = onlyIn(packages("engine.tensorrt"), "org.bytedeco..");

    @ArchTest
    static final ArchRule TENSORRT_IS_CHOSEN_IN_ONE_PLACE =
            onlyIn(packages("engine.tensorrt", "engine.select", "cli"), "org.instagan.engine.tensorrt..");

    @ArchTest
    static final ArchRule PROTOBUF =
            onlyIn(packages("graph.onnx", "report.tensorboard"), "ai.onnx.proto..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule FLATBUFFERS = onlyIn(packages("weights.checkpoint"), "com.google.flatbuffers..");

    @ArchTest
    static final ArchRule MATLAB = onlyIn(packages("data.dataset"), "us.hebi..");

    @ArchTest
    static final ArchRule MATRICES = onlyIn(packages("evaluate.judge"), "org.ejml..");

    @ArchTest
    static final ArchRule COMMAND_LINE = onlyIn(packages("cli"), "picocli..", "me.tongfei..", "org.jline..");

    @ArchTest
    static final ArchRule HTTP_AND_METRICS = onlyIn(packages("serve"), "org.eclipse.jetty..", "io.micrometer..");

    @ArchTest
    static final ArchRule PLOTS_AND_PAGES = onlyIn(packages("report"), "org.knowm..", "gg.jte..");

    @ArchTest
    static final ArchRule PICTURES =
            onlyIn(packages("image"), "javax.imageio..", "com.twelvemonkeys..", "org.apache.commons.imaging..");

    @ArchTest
    static final ArchRule AWT = onlyIn(packages("image", "report"), "java.awt..");

    private static LayeredArchitecture tiers() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        List<String> above = new ArrayList<>();
        for (List<String> tier : TIERS) {
            String name = String.join(", ", tier);
            layers = layers.layer(name).definedBy(packages(tier.toArray(String[]::new)));
            layers = above.isEmpty()
                    ? layers.whereLayer(name).mayNotBeAccessedByAnyLayer()
                    : layers.whereLayer(name).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
            above.add(name);
        }
        return layers.ensureAllClassesAreContainedInArchitecture();
    }

    private static ArchRule onlyKnow(List<String> homes, String... also) {
        return classes()
                .that()
                .resideInAnyPackage(homes.toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of("java..", "org.instagan.error.."), Stream.of(also))
                        .toArray(String[]::new));
    }

    private static ArchRule onlyIn(String[] homes, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .and(areNotInAny(library))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    private static DescribedPredicate<JavaClass> areNotInAny(String... library) {
        return DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(library));
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> "org.instagan." + name + "..").toArray(String[]::new);
    }

    /** Every package is a slice of its own, sub-packages too. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "every package";
        }
    }
}
