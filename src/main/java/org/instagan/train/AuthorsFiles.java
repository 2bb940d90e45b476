package org.instagan.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.weights.AuthorsNames;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.pytorch.StateDict;

/** Networks as the authors' code saves them, a file each: {@code EPOCH_net_G_A.pth}. */
final class AuthorsFiles {
    private static final Pattern NAME = Pattern.compile("(.+_net_)([GD]_[AB])(\\.pth)");

    private AuthorsFiles() {}

    static boolean isOne(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /** The networks of the same epoch that are there, under their training names: {@code G_A.encoder_img.1.weight}. */
    static Map<String, FloatTensor> beside(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file + ": expected a name such as latest_net_G_A.pth");
        }
        Map<String, FloatTensor> all = new LinkedHashMap<>();
        for (String network : RunImport.NETWORKS) {
            Path one = file.resolveSibling(name.group(1) + network + name.group(3));
            if (Files.exists(one)) {
                read(one).forEach((tensor, values) -> all.put(network + "." + tensor, values));
            }
        }
        return all;
    }

    /** One network's tensors, of PyTorch's file or of safetensors. */
    static Map<String, FloatTensor> read(Path file) {
        return AuthorsNames.plain(
                file.toString().endsWith(".safetensors") ? Safetensors.read(file) : StateDict.read(file));
    }
}
