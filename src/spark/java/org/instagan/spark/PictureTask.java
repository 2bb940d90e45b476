package org.instagan.spark;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.error.NativeFailure;
import org.instagan.error.NotFiniteException;
import org.instagan.error.OneLine;
import org.instagan.image.Images;
import org.instagan.translate.Fit;
import org.instagan.translate.Fitted;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;

/** A partition's rows, translated as they are asked for: what a task holds is one window of {@code batch} pictures. */
final class PictureTask implements MapPartitionsFunction<Row, Row>, Serializable {
    private static final long serialVersionUID = 1;

    private final Broadcast<ModelFiles> model;
    private final Settings settings;
    private final PictureReader reader;

    PictureTask(Broadcast<ModelFiles> model, Settings settings, PictureReader reader) {
        this.model = model;
        this.settings = settings;
        this.reader = reader;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return rows;
        }
        return new Windows(rows, Models.translator(model.value(), settings));
    }

    /** A picture on its way. */
    private record Waiting(String id, Fitted picture, long started) {}

    private final class Windows implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Translator translator;
        private final Fit fit = settings.fit();
        private final Deque<Row> done = new ArrayDeque<>();

        Windows(Iterator<Row> rows, Translator translator) {
            this.rows = rows;
            this.translator = translator;
        }

        @Override
        public boolean hasNext() {
            while (done.isEmpty() && rows.hasNext()) {
                window();
            }
            return !done.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return done.remove();
        }

        /** Reads so many pictures, and translates those of one size together. */
        private void window() {
            Map<List<Long>, List<Waiting>> bySize = new LinkedHashMap<>();
            for (int i = 0; i < settings.batch() && rows.hasNext(); i++) {
                Row row = rows.next();
                int column = row.fieldIndex(PictureRow.ID);
                String id = row.isNullAt(column) ? "null" : row.getString(column);
                long started = System.nanoTime();
                try {
                    take(reader.read(row, id), started, bySize);
                } catch (InputException e) {
                    done.add(PictureRow.failed(id, milliseconds(started), OneLine.of(e.getMessage())));
                }
            }
            bySize.values().forEach(this::translate);
        }

        private void take(Instances source, long started, Map<List<Long>, List<Waiting>> bySize) {
            if (source.masks().isEmpty() && !translator.card().translatesWhole()) {
                byte[] png = Images.png(source.image());
                done.add(PictureRow.result(source.name(), PictureRow.COPIED, 0, milliseconds(started), png, List.of()));
                return;
            }
            Fitted picture = fit.of(source);
            long[] shape = picture.sample().image().shape();
            bySize.computeIfAbsent(List.of(shape[1], shape[2]), k -> new ArrayList<>())
                    .add(new Waiting(source.name(), picture, started));
        }

        private void translate(List<Waiting> together) {
            try {
                List<Sample> samples =
                        together.stream().map(w -> w.picture().sample()).toList();
                List<Sample> translated = translator.translate(samples, StepObserver.NONE);
                for (int i = 0; i < together.size(); i++) {
                    Waiting one = together.get(i);
                    done.add(result(one, one.picture().back(translated.get(i))));
                }
            } catch (NotFiniteException | NativeFailure | InputException e) {
                if (together.size() > 1) { // one of them spoils the batch
                    together.forEach(one -> translate(List.of(one)));
                    return;
                }
                Waiting one = together.get(0);
                done.add(PictureRow.failed(one.id(), milliseconds(one.started()), OneLine.of(e.getMessage())));
            }
        }

        private Row result(Waiting one, Instances translated) {
            byte[] image = Images.png(translated.image());
            List<byte[]> masks = translated.masks().stream().map(Images::png).toList();
            return PictureRow.result(one.id(), PictureRow.OK, masks.size(), milliseconds(one.started()), image, masks);
        }

        private static long milliseconds(long started) {
            return (System.nanoTime() - started) / 1_000_000;
        }
    }
}
