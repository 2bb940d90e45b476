package org.instagan.weights.checkpoint;

/** ONNX Runtime's checkpoint schema, version 2: the position of each field in its table. */
final class Schema {
    static final String IDENTIFIER = "ODTC";
    static final int VERSION = 2;
    static final String FIRST_MOMENT = "momentum0";
    static final String SECOND_MOMENT = "momentum1";
    static final int FLOAT = 1;

    private Schema() {}

    /** {@code Checkpoint}, the root. */
    static final class Checkpoint {
        static final int VERSION = 0;
        static final int MODULE_STATE = 1;
        static final int OPTIMIZER_GROUPS = 2;
        static final int FIELDS = 4;

        private Checkpoint() {}
    }

    /** {@code ModuleState}. */
    static final class ModuleState {
        static final int REQUIRES_GRAD_PARAMS = 0;
        static final int FROZEN_PARAMS = 1;
        static final int IS_NOMINAL_STATE = 2;
        static final int HAS_EXTERNAL_DATA = 3;
        static final int FIELDS = 4;

        private ModuleState() {}
    }

    /** {@code Tensor}. */
    static final class Tensor {
        static final int NAME = 0;
        static final int DIMS = 2;
        static final int DATA_TYPE = 3;
        static final int RAW_DATA = 4;
        static final int FIELDS = 7;

        private Tensor() {}
    }

    /** {@code OptimizerGroup}. */
    static final class OptimizerGroup {
        static final int STEP = 1;
        static final int OPTIMIZER_STATES = 3;

        private OptimizerGroup() {}
    }

    /** {@code ParameterOptimizerState}. */
    static final class ParameterState {
        static final int PARAM_NAME = 0;
        static final int MOMENTUMS = 1;

        private ParameterState() {}
    }
}
