package org.instagan.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.instagan.error.InputException;
import org.instagan.file.SmallFile;
import org.instagan.file.WholeFile;

/** {@link RunConfig} as YAML, and over it what else was set. */
public final class ConfigFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private static final long MAX_BYTES = 1 << 20;

    private static final RunConfig DEFAULTS = fromAnnotations();

    private ConfigFile() {}

    static RunConfig defaults() {
        return DEFAULTS;
    }

    private static RunConfig fromAnnotations() {
        ObjectNode tree = YAML.createObjectNode();
        for (RecordComponent component : RunConfig.class.getRecordComponents()) {
            tree.put(
                    settingOf(component.getName()),
                    component.getAnnotation(Setting.class).byDefault());
        }
        try {
            return YAML.treeToValue(tree, RunConfig.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A default of RunConfig is none of its setting's values", e);
        }
    }

    /**
     * Reads a file of some settings, or of all.
     *
     * @throws InputException naming the file, and the setting where there is one
     */
    public static RunConfig read(Path file, RunConfig defaults) {
        try {
            JsonNode tree = YAML.readTree(SmallFile.read(file, MAX_BYTES));
            if (tree.isMissingNode() || (tree.isContainerNode() && tree.isEmpty())) {
                return defaults;
            }
            if (!tree.isObject()) {
                throw new InputException(file + ": expected 'setting: value' lines, got "
                        + tree.getNodeType().name().toLowerCase(Locale.ROOT));
            }
            return merged(defaults, (ObjectNode) tree, file + ": ");
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file, expected a configuration in YAML", e);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": not YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Sets what the command line sets.
     *
     * @param texts by setting, in kebab case
     * @throws InputException naming the setting
     */
    public static RunConfig override(RunConfig config, Map<String, String> texts) {
        ObjectNode tree = YAML.createObjectNode();
        texts.forEach(tree::put);
        return merged(config, tree, "--");
    }

    /**
     * Settings of a run that goes on.
     *
     * @param changes by setting, in kebab case
     * @throws InputException naming a setting that must stay as the run began with it
     */
    public static RunConfig continued(RunConfig begun, Map<String, String> changes) {
        List<String> free = Arrays.stream(RunConfig.class.getRecordComponents())
                .filter(c -> c.getAnnotation(Setting.class).changes())
                .map(c -> settingOf(c.getName()))
                .toList();
        RunConfig changed = override(begun, changes);
        Map<String, Object> before = values(begun);
        Map<String, Object> after = values(changed);
        for (String name : changes.keySet()) {
            if (!free.contains(name) && !after.get(name).equals(before.get(name))) {
                throw new InputException("--" + name + ": the run began with " + before.get(name)
                        + " and cannot go on with " + after.get(name) + "; what may change: "
                        + String.join(", ", free));
            }
        }
        return changed;
    }

    /**
     * Settings of a file with others over them, once their values go together.
     *
     * @param over names of the settings that are not the file's
     * @throws InputException naming the setting, and the file where it is the file's
     */
    public static RunConfig checked(Path file, RunConfig config, Set<String> over) {
        try {
            return config.checked();
        } catch (InputException e) {
            boolean others = over.stream().anyMatch(name -> e.getMessage().startsWith("setting '" + name + "'"));
            throw others ? e : new InputException(file + ": " + e.getMessage(), e);
        }
    }

    public static void write(Path file, RunConfig config) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(YAML.writeValueAsBytes(config));
            WholeFile.write(file, bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A configuration did not become YAML", e);
        }
    }

    /** Every setting's value, by its name in files and on the command line. */
    public static Map<String, Object> values(RunConfig config) {
        return YAML.convertValue(config, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** The name in files and on the command line of a component of {@link RunConfig}. */
    public static String settingOf(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static RunConfig merged(RunConfig under, ObjectNode over, String where) {
        for (Map.Entry<String, JsonNode> setting : over.properties()) {
            if (!setting.getValue().isValueNode() || setting.getValue().isNull()) {
                String got = setting.getValue().isNull() ? "none" : "several";
                throw new InputException(where + setting.getKey() + ": expected a value, got " + got);
            }
        }
        ObjectNode all = YAML.valueToTree(under);
        all.setAll(over);
        try {
            return YAML.treeToValue(all, RunConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new InputException(
                    where + e.getPropertyName() + ": no such setting, expected one of "
                            + e.getKnownPropertyIds().stream()
                                    .map(Object::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    e);
        } catch (MismatchedInputException e) {
            String name = e.getPath().isEmpty() ? "" : e.getPath().get(0).getFieldName();
            throw new InputException(
                    where + name + ": expected " + expected(e) + ", got '"
                            + over.path(name).asText() + "'",
                    e);
        } catch (ValueInstantiationException e) {
            throw new InputException(
                    where + e.getPath().get(0).getFieldName() + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (JsonProcessingException e) {
            throw new InputException(where + firstLine(e.getOriginalMessage()), e);
        }
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(c -> c.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
        }
        return type == boolean.class ? "true or false" : type == double.class ? "a number" : "a whole number";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
