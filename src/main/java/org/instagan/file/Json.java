package org.instagan.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.instagan.error.InputException;

/** Records as JSON files. A field that is missing or of the wrong kind is an error, one that is new is not. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final long MAX_BYTES = 64 << 20;

    private Json() {}

    public static void write(Path path, Object record) {
        WholeFile.write(path, text(record) + "\n");
    }

    static String text(Object record) {
        try {
            return MAPPER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that has no JSON: " + record, e);
        }
    }

    /** A tree to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A list to fill. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ObjectNode tree(Object record) {
        return MAPPER.valueToTree(record);
    }

    /**
     * A null is nowhere a value: as a whole, in a record's component, a list or a map, at any depth.
     *
     * @throws InputException naming where there is one
     */
    public static void requireValues(String where, Object record, String remedy) {
        if (record == null) {
            throw new InputException(where + "expected a value, got null; " + remedy);
        }
        if (record instanceof Collection<?> list) {
            list.forEach(one -> requireValues(where, one, remedy));
        }
        if (record instanceof Map<?, ?> map) {
            map.forEach((key, one) -> requireValues(where + key + ": ", one, remedy));
        }
        if (!record.getClass().isRecord()) {
            return;
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true); // records of packages that keep them to themselves
            try {
                requireValues(
                        where + component.getName() + ": ",
                        component.getAccessor().invoke(record),
                        remedy);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record's component cannot be read: " + component, e);
            }
        }
    }

    /** @throws InputException when the file is missing or is not such a record */
    public static <T> T read(Path path, Class<T> type, String remedy) {
        try {
            T record = MAPPER.readValue(SmallFile.read(path, MAX_BYTES), type);
            requireValues(path + ": ", record, remedy);
            return record;
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file; " + remedy, e);
        } catch (JsonProcessingException e) {
            throw new InputException(path + ": is damaged (" + e.getOriginalMessage() + "); " + remedy, e);
        } catch (CharConversionException e) {
            throw new InputException(path + ": is damaged (" + e.getMessage() + "); " + remedy, e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }
}
