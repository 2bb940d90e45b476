package org.instagan.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProcessorTest {
    @Test
    void saysWhatLinuxTells() {
        List<String> cpuinfo = List.of(
                "processor\t: 0",
                "model name\t: Some CPU @ 2.60GHz",
                "cpu MHz\t\t: 2596.140",
                "processor\t: 1",
                "model name\t: Some CPU @ 2.60GHz",
                "cpu MHz\t\t: 1200.4");
        assertThat(Processor.of(cpuinfo, "governor powersave, at most 3900 MHz", 2))
                .isEqualTo(new Processor(
                        "Some CPU @ 2.60GHz",
                        2,
                        "2596, 1200 MHz in /proc/cpuinfo, governor powersave, at most 3900 MHz"));
    }

    @Test
    void whatIsNotToldIsUnknown() {
        assertThat(Processor.of(List.of(), "", 1)).isEqualTo(new Processor("unknown", 1, "unknown, governor not told"));
        assertThat(Processor.found().count()).isPositive();
    }

    @Test
    void thePeakIsInTheStatus() {
        assertThat(ResidentMemory.value(Stream.of("VmPeak:\t  9 kB", "VmHWM:\t  880232 kB", "VmRSS:\t 3 kB"), "VmHWM:"))
                .hasValue(880232L * 1024);
        assertThat(ResidentMemory.value(Stream.of("nothing"), "VmRSS:")).isEmpty();
    }
}
