package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.error.InputException;
import org.instagan.evaluate.judge.Judge;
import org.instagan.evaluate.judge.JudgePage;
import org.instagan.evaluate.judge.Judgement;
import org.instagan.evaluate.judge.Onlooker;
import org.instagan.evaluate.judge.Summary;
import org.instagan.export.RunExport;
import org.instagan.file.Json;
import org.instagan.file.WholeFile;
import org.instagan.file.WorkFolder;
import org.instagan.image.Image;
import org.instagan.model.Direction;
import org.instagan.model.Domain;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Translator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan evaluate}: what became of a data set's pictures. */
@Command(
        name = "evaluate",
        description =
                "Translates a data set's pictures, there and back, and measures what was kept: context, instances,"
                        + " masks, the way back, and the overlap with a truth where there is one (testA_truth, testB_truth).")
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN|MODEL", description = "A run, or A2B.onnx with B2A.onnx beside it (or the reverse).")
    private Path subject;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder with testA, testA_seg, testB, testB_seg.")
    private Path data;

    @Option(
            names = "--split",
            paramLabel = "test|train",
            defaultValue = "test",
            description = "Which folders are taken. Default: ${DEFAULT-VALUE}.")
    private String split;

    @Option(names = "--max", paramLabel = "N", description = "At most so many pictures of each domain.")
    private Integer most;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures, of every picture too, as JSON.")
    private Path json;

    @Option(names = "--page", paramLabel = "DIR", description = "Write a page with the worst and the best pictures.")
    private Path page;

    @Mixin
    private StepsOptions steps;

    @Mixin
    private OnlookerOptions onlookers;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    private final ObjectNode report = Json.object();

    @Override
    public Integer call() {
        if (!split.matches("test|train")) {
            throw new InputException("--split: expected test or train, got '" + split + "'");
        }
        Optional<JudgePage> pages = Optional.ofNullable(page).map(JudgePage::new);
        Optional<Onlooker> onlooker = onlookers.open(threads.count());
        try {
            judge(pages, onlooker);
        } finally {
            onlooker.ifPresent(Onlooker::close);
        }
        if (json != null) {
            WholeFile.write(json, report.toPrettyString());
        }
        PrintWriter out = spec.commandLine().getOut();
        pages.ifPresent(
                p -> out.println("Open " + p.write(facts()).toAbsolutePath().toUri()));
        out.flush();
        return 0;
    }

    private void judge(Optional<JudgePage> pages, Optional<Onlooker> onlooker) {
        if (!Files.isDirectory(subject)) {
            judge(subject, direction(subject), pages, onlooker);
            return;
        }
        try (WorkFolder work = WorkFolder.temporary()) {
            RunExport.write(subject, null, work.path(), ExportFormat.fp32(), threads.count());
            for (Direction direction : Direction.values()) {
                judge(work.path().resolve(direction.file()), direction, pages, onlooker);
            }
        }
    }

    private Direction direction(Path model) {
        try (Translator opened = open(model)) {
            return opened.card().direction();
        }
    }

    private Translator open(Path model) {
        Translator.Options options = new Translator.Options(steps.perStep(), steps.encodedAtOnce(), false);
        return Translator.open(model, Device.CPU, threads.count(), options);
    }

    private void judge(Path model, Direction direction, Optional<JudgePage> pages, Optional<Onlooker> onlooker) {
        Path other = model.resolveSibling(Direction.from(direction.target()).file());
        Optional<Translator> back = Files.exists(other) ? Optional.of(open(other)) : Optional.empty();
        try (Judge judge = new Judge(open(model), back)) {
            List<JudgePage.Case> cases = cases(judge, direction);
            Summary summary = new Summary(
                    cases.stream().map(c -> c.result().judgement()).toList(),
                    onlooker.map(o -> figures(o, direction, cases)).orElse(Map.of()));
            print(direction, summary);
            pages.ifPresent(p -> p.add(direction.toString(), summary, cases));
        }
    }

    private Map<String, Double> figures(Onlooker onlooker, Direction direction, List<JudgePage.Case> cases) {
        Domain target = direction.target();
        String name = split + target;
        List<Image> real = InstanceFolder.open(data.resolve(name), data.resolve(name + "_seg")).items().stream()
                .limit(limit())
                .map(item -> item.read().image())
                .toList();
        return onlooker.figures(
                target,
                cases.stream().map(c -> c.source().image()).toList(),
                cases.stream().map(c -> c.result().translated().image()).toList(),
                real);
    }

    private int limit() {
        return most == null ? Integer.MAX_VALUE : NumberCheck.within("--max", most, 1, Integer.MAX_VALUE);
    }

    private List<JudgePage.Case> cases(Judge judge, Direction direction) {
        String name = split + direction.source();
        Path images = data.resolve(name);
        InstanceFolder pictures =
                InstanceFolder.open(images, data.resolve(name + "_seg")).requireAnyMask();
        Path truthMasks = data.resolve(name + "_truth");
        Optional<InstanceFolder> truth =
                Files.isDirectory(truthMasks) ? Optional.of(InstanceFolder.open(images, truthMasks)) : Optional.empty();
        int limit = limit();
        List<JudgePage.Case> cases = new ArrayList<>();
        for (int i = 0; i < pictures.items().size() && cases.size() < limit; i++) {
            Item item = pictures.items().get(i);
            if (!item.masks().isEmpty()) {
                int number = i;
                Instances source = item.read();
                Optional<List<Image>> masks =
                        truth.map(t -> t.items().get(number).read().masks());
                cases.add(new JudgePage.Case(source, judge.judge(source, masks)));
            }
        }
        return cases;
    }

    private void print(Direction direction, Summary summary) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(direction);
        ObjectNode of = report.putObject(direction.name());
        ObjectNode means = of.putObject("summary");
        summary.figures().forEach((name, value) -> {
            out.printf("  %-26s %s%n", name, JudgePage.text(value));
            means.put(name, value);
        });
        of.set(
                "pictures",
                Json.array()
                        .addAll(summary.of().stream().map(EvaluateCommand::tree).toList()));
        out.flush();
    }

    private static ObjectNode tree(Judgement judgement) {
        ObjectNode tree = Json.object();
        tree.put("name", judgement.name());
        new Summary(List.of(judgement)).figures().forEach(tree::put);
        return tree;
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("subject", subject.toString());
        facts.put("data", data.toString());
        facts.put("split", split);
        facts.put("instances at a time", steps.perStep() == 0 ? "as trained" : Integer.toString(steps.perStep()));
        return facts;
    }
}
