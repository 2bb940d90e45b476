package org.instagan.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.error.EnvironmentException;
import org.instagan.evaluate.Scores;
import org.instagan.image.Image;
import org.instagan.report.Block;
import org.instagan.report.MaskColours;
import org.instagan.report.Page;
import org.instagan.report.SampleGrid;
import org.instagan.train.RunConfig;

/** What a person sees of a demonstration: the page, and a strip of pictures. */
final class DemoPage {
    private static final int SHOWN = 4;
    private static final int TRANSLATED = 2;
    private static final List<String> COLUMNS =
            List.of("source", "its masks", "untrained", "translated", "translated masks");

    private final Path out;
    private final RunConfig config;
    private final Milestones milestones;

    DemoPage(Path out, RunConfig config, Milestones milestones) {
        this.out = out;
        this.config = config;
        this.milestones = milestones;
    }

    /** The first images, as the exported generator translates them and as it did before training. */
    static List<Block.Row> rows(Task task, List<Block.Row> trained, List<Block.Row> untrained) {
        List<Block.Row> rows = new ArrayList<>();
        for (int i = 0; i < SHOWN; i++) {
            List<String> images = new ArrayList<>();
            trained.get(i).images().forEach(image -> images.add(task.stem() + "/" + image));
            String before = untrained.get(i).images().get(TRANSLATED);
            images.add(TRANSLATED, "untrained/" + task.stem() + "/" + before);
            rows.add(new Block.Row(trained.get(i).name(), images, trained.get(i).note()));
        }
        return rows;
    }

    Demo.Result write(List<Demo.Direction> directions, String command) {
        List<Block> blocks = new ArrayList<>();
        try {
            writeStrip();
        } catch (EnvironmentException e) { // what was trained is there all the same
            blocks.add(new Block.Notes(List.of(e.getMessage())));
        }
        for (Demo.Direction direction : directions) {
            blocks.add(new Block.Gallery("From " + direction.name(), List.of(), COLUMNS, direction.rows()));
        }
        blocks.add(scores(directions));
        blocks.add(milestones.gallery());
        if (Files.exists(out.resolve("run/losses.png"))) {
            blocks.add(new Block.Plot("run/losses.png", "Losses over the run"));
        }
        blocks.add(new Block.Definitions("The losses", meanings()));
        blocks.add(new Block.Definitions("This run", facts()));
        blocks.add(new Block.Commands("Next", commands(command)));
        Path html = out.resolve("index.html");
        new Page(
                        "InstaGAN: discs to triangles, triangles to discs",
                        "Two small generators, trained just now on synthetic images without pairs, exported to ONNX and run"
                                + " on images that training never saw. Every instance changes its shape and colour, two"
                                + " at a time; the landscape stays. Nothing is composited: each picture is the"
                                + " network's own.",
                        Map.of(),
                        blocks)
                .write(html);
        return new Demo.Result(html, directions);
    }

    private static Block scores(List<Demo.Direction> directions) {
        List<List<String>> rows = new ArrayList<>();
        for (Demo.Direction direction : directions) {
            rows.add(row(direction.name() + ", untrained", direction.untrained()));
            rows.add(row(direction.name() + ", trained", direction.trained()));
        }
        return new Block.Table(
                "In numbers",
                List.of(
                        Demo.TEST_IMAGES
                                + " images a direction. The truth is known: the other shape at the same place, of"
                                + " the same area, before the same landscape.",
                        "background PSNR: how well pixels outside the masks of source and truth are kept",
                        "mask IoU, image IoU: the translated masks, and the pixels of the target's colour, against the"
                                + " truth's masks; a source mask left as it is would have 0.69",
                        "instances kept: where the image shows the target's colour on half of the truth's mask or more"),
                List.of("", "background PSNR", "mask IoU", "image IoU", "instances kept"),
                rows);
    }

    private static List<String> row(String name, Scores s) {
        return List.of(
                name,
                String.format(Locale.ROOT, "%.1f dB", s.backgroundPsnr()),
                String.format(Locale.ROOT, "%.2f", s.maskIou()),
                String.format(Locale.ROOT, "%.2f", s.imageIou()),
                s.kept() + " of " + s.instances());
    }

    private Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        config.family().losses().forEach(loss -> meanings.put(loss.name(), loss.meaning()));
        return meanings;
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "training data",
                Demo.TRAINING_IMAGES + " images a domain, " + config.cropSize() + ", 1 to 4 instances");
        facts.put(
                "trained",
                String.format(Locale.ROOT, "%d iterations in %.0f s", milestones.iterations(), milestones.seconds()));
        facts.put(
                "filters", config.filters() + " (generators), " + config.discriminatorFilters() + " (discriminators)");
        facts.put("instances", "at most " + config.insMax() + " in training, " + config.insPer() + " a step");
        facts.put("threads", Integer.toString(config.computeThreads()));
        facts.put("seed", Long.toString(config.seed()));
        return facts;
    }

    private List<String> commands(String instagan) {
        String tests = out.resolve("data").resolve("testA").toString();
        return List.of(
                instagan + " translate " + Task.A2B.model(out.resolve("onnx")) + " --images " + tests + " --masks "
                        + tests + "_seg --out translated",
                instagan + " serve " + Task.A2B.model(out.resolve("onnx")),
                instagan + " train --data YOUR_DATA --out runs/mine   # trainA, trainA_seg, trainB, trainB_seg",
                instagan + " export runs/mine --out onnx/mine");
    }

    /** The first images in one picture, both directions side by side. */
    private void writeStrip() {
        List<List<Image>> rows = new ArrayList<>();
        for (int i = 0; i < SHOWN - 1; i++) {
            List<Image> row = new ArrayList<>();
            for (Task task : Task.values()) {
                row.addAll(example(task, i));
            }
            rows.add(row);
        }
        List<String> columns = List.of("source", "masks", "translated", "its masks");
        SampleGrid.write(
                out.resolve("strip.png"),
                Stream.concat(columns.stream(), columns.stream()).toList(),
                rows);
    }

    private List<Image> example(Task task, int number) {
        Path folder = out.resolve(task.stem());
        InstanceFolder results = InstanceFolder.open(folder.resolve("translated"), folder.resolve("translated_seg"));
        Instances source = task.tests(out.resolve("data")).items().get(number).read();
        Instances result = results.items().get(number).read();
        return List.of(source.image(), masks(source), result.image(), masks(result));
    }

    private static Image masks(Instances of) {
        return MaskColours.overlay(of.image().width(), of.image().height(), of.masks());
    }
}
