package org.instagan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.error.InputException;
import org.instagan.error.OneLine;
import org.instagan.file.FileProblem;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.report.Count;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;
import org.instagan.translate.folder.FolderTranslation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan translate}: new images with an exported model. */
@Command(name = "translate", description = "Translates images instance by instance, and makes a page that shows them.")
final class TranslateCommand implements Callable<Integer> {
    private static final String INTRODUCTION = "Each image with its instances, and what the model made of them.";
    private static final String COMPOSITED =
            " Composited: away from the instances each image is its source, not what the"
                    + " networks made of it (--keep-background).";

    @Parameters(paramLabel = "MODEL", description = "ONNX model that 'instagan export' wrote.")
    private Path model;

    @Option(names = "--images", paramLabel = "DIR|FILE", required = true, description = "Images, NAME.png and so on.")
    private Path images;

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description = "Their masks, NAME_0.png, …. A CycleGAN's model needs none.")
    private Path masks;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder of the results.")
    private Path out;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description = "Resize to this (200, or WIDTHxHEIGHT) instead of keeping each image's own size.")
    private Size size;

    @Mixin
    private TranslatorOptions how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        PrintWriter errors = spec.commandLine().getErr();
        checkOut();
        Fit fit = new Fit(Optional.ofNullable(size));
        InstanceFolder folder = folder();
        try (Translator opened = how.opener().apply(model)) {
            requireMasks(folder, opened.card());
            FolderTranslation job = new FolderTranslation(opened, fit, out);
            int failures = job.run(folder, line -> say(console, line), line -> say(errors, "failed: " + line));
            Path page = job.writeGallery(
                    "Translated: " + opened.card().direction(),
                    opened.keepsBackground() ? INTRODUCTION + COMPOSITED : INTRODUCTION,
                    facts(opened));
            say(console, "wrote " + page);
            if (failures > 0) {
                say(
                        errors,
                        Count.of(failures, "image") + " of " + folder.items().size() + " failed");
            }
            return failures > 0 ? 1 : 0;
        }
    }

    private InstanceFolder folder() {
        if (masks == null) {
            return InstanceFolder.openImages(images);
        }
        return Files.isDirectory(images) ? InstanceFolder.open(images, masks) : InstanceFolder.openOne(images, masks);
    }

    /** Before a folder is made. */
    private void requireMasks(InstanceFolder folder, ModelCard card) {
        if (card.translatesWhole()) {
            return;
        }
        if (masks == null) {
            throw new InputException("--masks: expected a folder with the masks of " + images
                    + ", NAME_0.png and so on; " + model + " translates instances");
        }
        folder.requireAnyMask();
    }

    private static void say(PrintWriter where, String line) {
        where.println(OneLine.of(line));
        where.flush();
    }

    /** What is written into the folder that is read would be read as input the next time. */
    private void checkOut() {
        for (Path read : List.of(
                Files.isDirectory(images) ? images : images.toAbsolutePath().getParent(),
                masks == null ? images : masks)) {
            if (real(out).startsWith(real(read))) {
                throw new InputException("--out " + out + ": is in " + read + ", which is read; name another folder");
            }
        }
    }

    /** Without links, as far as it is there. */
    private static Path real(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path there = whole;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(whole)).normalize();
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be looked up (" + FileProblem.reason(e) + ")", e);
        }
    }

    private Map<String, String> facts(Translator opened) {
        ModelCard card = opened.card();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.getFileName().toString());
        facts.put("direction", card.direction().toString());
        facts.put("filters", Integer.toString(card.filters()));
        facts.put("trained at", new Size(card.width(), card.height()).toString());
        facts.put("instances at a time", Integer.toString(opened.instancesPerStep()));
        facts.put("size", size == null ? "each image's own" : size.toString());
        facts.put(
                "background",
                opened.keepsBackground() ? "composited: kept from the source" : "as the networks made it");
        return facts;
    }
}
