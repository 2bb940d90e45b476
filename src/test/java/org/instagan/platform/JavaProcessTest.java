package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaProcessTest {
    @Test
    void aChildGetsTheUsersOptionsButNoAgents() {
        List<String> given = List.of(
                "-Xmx8g",
                "-XX:+UseSerialGC",
                "-Djava.library.path=/opt/tensorrt/lib",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-javaagent:jacoco.jar",
                "-agentlib:jdwp=transport=dt_socket",
                "-Xrunjdwp:server=y",
                "-Dcom.sun.management.jmxremote.port=9000",
                "-Dinstagan.terminal=true");
        assertThat(JavaProcess.userOptions(given))
                .containsExactly(
                        "-Xmx8g",
                        "-XX:+UseSerialGC",
                        "-Djava.library.path=/opt/tensorrt/lib",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED");
    }
}
