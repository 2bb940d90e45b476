"""Runs docs/runtimes.md's Python example on an export, and holds it against the plain file called once a step.

    runtimes_check.py FOLDER [MODEL]

FOLDER holds what `instagan export --sequence` wrote, MODEL (A2B unless given) is its name. Needs onnx, onnxruntime and
numpy. Exit status 1 where onnx.checker complains or the two differ by more than 3e-5 (FP16: 1e-2).
"""
import os
import re
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime

example = re.search(r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs/runtimes.md").read_text(), re.S).group(1)
os.chdir(sys.argv[1])
name = sys.argv[2] if len(sys.argv) > 2 else "A2B"
onnx.checker.check_model(f"{name}.sequence.onnx", full_check=True)
made = {}
exec(example.replace("A2B", name), made)

step = onnxruntime.InferenceSession(f"{name}.onnx")
image, masks, per = made["image"], made["masks"].copy(), 2
for first in range(0, len(made["order"]), per):
    rows = made["order"][first:first + per]
    image, translated = step.run(["image_out", "masks_out"], {
        "image": image, "masks": made["masks"][rows], "mask_image": numpy.zeros(len(rows), numpy.int64)})
    masks[rows] = translated
half = any(t.data_type == onnx.TensorProto.FLOAT16 for t in onnx.load(f"{name}.onnx").graph.initializer)
allowed = 1e-2 if half else 3e-5
difference = max(abs(image - made["image_out"]).max(), abs(masks - made["masks_out"]).max())
print(f"{name}.sequence.onnx: onnx.checker passed; largest difference to {name}.onnx by steps {difference:.1e}"
      f" (allowed {allowed:.0e})")
sys.exit(not difference <= allowed)
