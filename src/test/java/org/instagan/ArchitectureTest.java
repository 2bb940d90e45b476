package org.instagan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Packages depend downwards only, and each foreign library is known to the packages that are for it. */
@AnalyzeClasses(packages = "org.instagan", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] COMMANDS = packages("cli");
    private static final String[] APPLICATIONS = packages(
            "train",
            "infer",
            "runtime",
            "tensorrt",
            "serve",
            "report",
            "demo",
            "parity",
            "bench",
            "verify",
            "evaluate");
    private static final String[] PARTS =
            packages("data", "image", "ort", "checkpoint", "onnx", "model", "precision", "machine");
    private static final String[] MATHEMATICS = packages("nn", "autodiff", "graph");
    private static final String[] BASE = packages("tensor", "error");

    @ArchTest
    static final ArchRule APPLICATIONS_DO_NOT_KNOW_COMMANDS = below(APPLICATIONS, COMMANDS);

    @ArchTest
    static final ArchRule PARTS_DO_NOT_KNOW_APPLICATIONS = below(PARTS, COMMANDS, APPLICATIONS);

    @ArchTest
    static final ArchRule MATHEMATICS_DOES_NOT_KNOW_PARTS = below(MATHEMATICS, COMMANDS, APPLICATIONS, PARTS);

    @ArchTest
    static final ArchRule BASE_KNOWS_NOTHING_ABOVE = below(BASE, COMMANDS, APPLICATIONS, PARTS, MATHEMATICS);

    @ArchTest
    static final ArchRule AUTODIFF_DOES_NOT_KNOW_LAYERS = below(packages("autodiff"), packages("nn"));

    @ArchTest
    static final ArchRule ONNX_KNOWS_THE_GRAPH_ONLY = below(packages("onnx"), packages("model", "nn", "autodiff"));

    @ArchTest
    static final ArchRule PRECISION_KNOWS_THE_GRAPH = classes()
            .that()
            .resideInAPackage("org.instagan.precision..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.instagan.precision..", "org.instagan.graph..", "org.instagan.error..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule GRAPH_KNOWS_THE_JDK = classes()
            .that()
            .resideInAPackage("org.instagan.graph..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.instagan.graph..", "org.instagan.error..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ORT_KNOWS_ERRORS = classes()
            .that()
            .resideInAPackage("org.instagan.ort..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "ai.onnxruntime..", "org.instagan.ort..", "org.instagan.error..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ONNX_RUNTIME = onlyIn(packages("ort", "train", "infer"), "ai.onnxruntime..");

    @ArchTest
    static final ArchRule JAVACPP = onlyIn(packages("tensorrt"), "org.bytedeco..");

    @ArchTest
    static final ArchRule TENSORRT_IS_CHOSEN_ABOVE = noClasses()
            .that()
            .resideInAnyPackage("org.instagan.infer..", "org.instagan.verify..", "org.instagan.train..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.instagan.tensorrt..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PROTOBUF = onlyIn(packages("onnx"), "ai.onnx.proto..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule FLATBUFFERS = onlyIn(packages("checkpoint"), "com.google.flatbuffers..");

    @ArchTest
    static final ArchRule PICOCLI = onlyIn(packages("cli"), "picocli..");

    @ArchTest
    static final ArchRule HTTP_AND_METRICS = onlyIn(packages("serve"), "org.eclipse.jetty..", "io.micrometer..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.instagan.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    private static ArchRule below(String[] lower, String[]... upper) {
        return noClasses()
                .that()
                .resideInAnyPackage(lower)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(upper).flatMap(Stream::of).toArray(String[]::new))
                .allowEmptyShould(true);
    }

    private static ArchRule onlyIn(String[] homes, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .allowEmptyShould(true);
    }

    private static String[] packages(String... names) {
        return Stream.of(names).map(name -> "org.instagan." + name + "..").toArray(String[]::new);
    }
}
