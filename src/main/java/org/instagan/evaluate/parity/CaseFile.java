package org.instagan.evaluate.parity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** The JSON of a recorded case, field by field. */
record CaseFile(
        @JsonProperty(required = true) String model,
        @JsonProperty(required = true) int height,
        @JsonProperty(required = true) int width,
        @JsonProperty("instances_A") int instancesA,
        @JsonProperty("instances_B") int instancesB,
        @JsonProperty(required = true) int iterations,
        @JsonProperty(required = true) Options options,
        @JsonProperty(required = true) List<List<Map<String, Object>>> losses,
        @JsonProperty("float32_noise") Map<String, Object> noise) {

    /** The authors' options, by their names. */
    record Options(
            @JsonProperty(required = true) int ngf,
            @JsonProperty(required = true) int ndf,
            String netG,
            String netD,
            String norm,
            @JsonProperty("no_lsgan") boolean noLsgan,
            @JsonProperty("pool_size") int poolSize,
            @JsonProperty(required = true) double lr,
            @JsonProperty(required = true) double beta1,
            @JsonProperty("set_order") String setOrder,
            @JsonProperty("ins_max") int insMax,
            @JsonProperty("ins_per") int insPer,
            @JsonProperty("lambda_A") double lambdaA,
            @JsonProperty("lambda_B") double lambdaB,
            @JsonProperty("lambda_idt") double lambdaIdt,
            @JsonProperty("lambda_ctx") double lambdaCtx) {}
}
