package org.instagan.cli;

import org.instagan.platform.ort.Doctor;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** {@code instagan}: holds the subcommands, does nothing itself. */
@Command(
        name = "instagan",
        description = "Trains InstaGAN, exports it to ONNX, and translates images instance by instance.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            DashboardCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            DatasetCommand.class,
            EvaluateCommand.class,
            CompileCommand.class,
            InspectCommand.class,
            TranslateCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            ServeCommand.class,
            BenchTrainCommand.class,
            DoctorCommand.class,
            ParityCommand.class,
            PartsCommand.class,
            GenerateCompletion.class,
        })
final class RootCommand {
    @Mixin
    private VerboseOption verbose;

    boolean isVerbose() {
        return verbose.isVerbose();
    }

    /** Prints the version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"instagan " + Doctor.productVersion()};
        }
    }
}
