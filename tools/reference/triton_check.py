"""Holds a model repository of `instagan export --format triton` against Triton's published schema and rules.

    triton_check.py REPOSITORY model_config.proto

model_config.proto is protobuf/model_config.proto of github.com/triton-inference-server/common; needs protoc on PATH,
protobuf and onnx. Each configuration is parsed with that schema, then checked against what Triton's documentation asks
of a repository (model_repository.md, model_configuration.md, ensemble_models.md) and against the ONNX files: what
onnx.checker finds, names, types and dims. Prints a line for each configuration; exit status 1 where one is wrong.
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import onnx
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

# backend: (platform, the file that it opens)
BACKENDS = {"onnxruntime": ("onnxruntime_onnx", "model.onnx"), "tensorrt": ("tensorrt_plan", "model.plan")}
TYPES = {onnx.TensorProto.FLOAT: "TYPE_FP32", onnx.TensorProto.FLOAT16: "TYPE_FP16",
         onnx.TensorProto.INT64: "TYPE_INT64", onnx.TensorProto.INT32: "TYPE_INT32", onnx.TensorProto.BOOL: "TYPE_BOOL"}


def schema(proto):
    """The class of a ModelConfig, from its .proto."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "schema"
        subprocess.run(["protoc", f"-I{proto.parent}", f"--descriptor_set_out={out}", str(proto)], check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file
    pool = descriptor_pool.DescriptorPool()
    for file in files:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("inference.ModelConfig"))


def declared(tensors):
    """What a configuration says of tensors: (name, type, dims) each."""
    kinds = tensors[0].DESCRIPTOR.fields_by_name["data_type"].enum_type.values_by_number if tensors else {}
    return [(t.name, kinds[t.data_type].name, tuple(t.dims)) for t in tensors]


def held(values):
    """The same of what an ONNX file says."""
    return [(v.name, TYPES.get(v.type.tensor_type.elem_type),
             tuple(d.dim_value if d.HasField("dim_value") else -1 for d in v.type.tensor_type.shape.dim))
            for v in values]


def fits(one, other):
    """Dims agree where both are known."""
    return len(one) == len(other) and all(a == b or -1 in (a, b) for a, b in zip(one, other))


def versions(folder):
    return sorted(int(f.name) for f in folder.iterdir() if f.is_dir() and f.name.isdigit() and f.name[0] != "0")


def check_any(config, folder, say):
    """What holds for every model."""
    if config.name != folder.name:
        say(f"name '{config.name}' is not the folder's")
    if not versions(folder):
        say("no folder of a version")
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "configs" and not entry.name.isdigit():
            say(f"folder {entry.name} is neither a version nor configs")
    for kind, tensors in (("input", config.input), ("output", config.output)):
        names = [t.name for t in tensors]
        if not names or len(set(names)) < len(names) or not all(names):
            say(f"{kind}s: expected names, each once, got {names}")
        for name, data_type, dims in declared(tensors):
            if data_type == "TYPE_INVALID" or not dims or any(d < 1 and d != -1 for d in dims):
                say(f"{kind} {name}: {data_type} {dims}")


def check_model(config, folder, say):
    """A model with a file, which is there as ONNX whatever the backend."""
    platform, file = BACKENDS.get(config.backend, ("", ""))
    if not platform or config.platform not in ("", platform) or config.default_model_filename not in ("", file):
        say(f"backend '{config.backend}', platform '{config.platform}' and file "
            f"'{config.default_model_filename}' do not belong together")
    for group in config.instance_group:
        if group.gpus and group.kind in (2, 3):
            say("instance_group: gpus with KIND_CPU or KIND_MODEL")
    inputs = {t.name for t in config.input}
    for state in config.sequence_batching.state:
        if state.input_name in inputs:
            say(f"state {state.input_name} is an input too")
    for version in versions(folder):
        path = folder / str(version) / "model.onnx"
        onnx.checker.check_model(str(path))
        graph = onnx.load(str(path), load_external_data=False).graph
        batch = [-1] if config.max_batch_size else []
        for kind, tensors, values in (("input", config.input, graph.input), ("output", config.output, graph.output)):
            said = [(name, data_type, tuple(batch) + dims) for name, data_type, dims in declared(tensors)]
            if said != held(values):
                say(f"{kind}s: configuration {said}, {path.name} {held(values)}")


def check_ensemble(config, models, say):
    """Steps and the tensors between them."""
    if config.platform != "ensemble" or config.backend or config.instance_group or config.default_model_filename:
        say("expected platform ensemble, and no backend, instance_group or file")
    known = {name: (data_type, dims) for name, data_type, dims in declared(config.input)}
    made, used = set(known), set()
    for step in config.ensemble_scheduling.step:
        model = models.get(step.model_name)
        if model is None or not (step.model_version == -1 or step.model_version in model[1]):
            say(f"step {step.model_name}: no such model or version {step.model_version}")
            continue
        if 0 < model[0].max_batch_size < config.max_batch_size:
            say(f"step {step.model_name}: its max_batch_size is smaller")
        for direction, mapping, tensors in (("input", step.input_map, declared(model[0].input)),
                                            ("output", step.output_map, declared(model[0].output))):
            types = {name: (data_type, dims) for name, data_type, dims in tensors}
            if set(mapping) - set(types) or (direction == "input" and set(mapping) != set(types)):
                say(f"step {step.model_name}: maps {direction}s {sorted(mapping)}, the model has {sorted(types)}")
            for own, name in mapping.items():
                data_type, dims = types.get(own, (None, ()))
                if name in known and not (known[name][0] == data_type and fits(known[name][1], dims)):
                    say(f"tensor {name}: {known[name]}, in step {step.model_name} {(data_type, dims)}")
                if direction == "output" and name in made:
                    say(f"tensor {name}: made twice")
                if direction == "input" and name not in made:
                    say(f"tensor {name}: used by {step.model_name} before it is made")
                known.setdefault(name, (data_type, dims))
            (used if direction == "input" else made).update(mapping.values())
    for name, data_type, dims in declared(config.output):
        if name not in made or known[name][0] != data_type or not fits(known[name][1], dims):
            say(f"output {name}: {(data_type, dims)}, the steps make {known.get(name)}")
    if {t.name for t in config.input} - used:
        say(f"inputs that no step takes: {sorted({t.name for t in config.input} - used)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("proto", type=Path)
    options = parser.parse_args()
    kind = schema(options.proto)
    folders = sorted(f for f in options.repository.iterdir() if f.is_dir())
    parsed = {}
    for folder in folders:
        for path in [folder / "config.pbtxt", *sorted(folder.glob("configs/*.pbtxt"))]:
            try:
                parsed[path] = text_format.Parse(path.read_text(), kind())
            except text_format.ParseError as e:
                sys.exit(f"{path}: {e}")
    models = {f.name: (parsed[f / "config.pbtxt"], versions(f)) for f in folders}
    wrong = 0
    for path, config in parsed.items():
        problems = []
        folder = options.repository / path.relative_to(options.repository).parts[0]
        check_any(config, folder, problems.append)
        if config.WhichOneof("scheduling_choice") == "ensemble_scheduling":
            check_ensemble(config, models, problems.append)
        else:
            check_model(config, folder, problems.append)
        print(path.relative_to(options.repository), "; ".join(problems) or "ok")
        wrong += len(problems)
    print(f"{len(parsed)} configurations of {len(folders)} models, {wrong} problems")
    return 1 if wrong or not parsed else 0


if __name__ == "__main__":
    sys.exit(main())
