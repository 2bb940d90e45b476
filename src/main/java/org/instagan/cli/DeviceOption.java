package org.instagan.cli;

import org.instagan.platform.ort.Device;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where ONNX Runtime computes; one mixin for every command that has one such place. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Mixin
    private CudaMixin cuda;

    /** @throws org.instagan.error.InputException for any other text */
    Device parsed() {
        return Device.parse(device).with(cuda.options());
    }
}
