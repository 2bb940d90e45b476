"""Times sequential translation with the PyTorch generator of instagan_reference.py, weights exported by us.

    instagan export RUN --format safetensors --out DIR
    generator_speed.py --weights DIR/A2B.safetensors --size 200 --instances 4 --ins-per 2

Prints one line of JSON: milliseconds an image, best, median and mean. One generator call a step, as `instagan
translate` makes (the authors' test script makes four).
"""
import argparse
import json
import statistics
import time

import torch
from safetensors.torch import load_file

from instagan_reference import SetGenerator
from parity_cases import random_image, random_masks


MODES = ["default", "channels_last", "compiled"]


class Subject:
    """A generator and what it is to translate. compiled: torch.compile, channels_last; half: float16 throughout."""

    def __init__(self, weights, size, instances, per_step, device, mode, half):
        tensors = load_file(weights)
        model = SetGenerator(tensors["encoder_img.1.weight"].shape[0])
        model.load_state_dict(tensors)
        kind = torch.float16 if half else torch.float32
        layout = torch.contiguous_format if mode == "default" else torch.channels_last
        self.model = model.to(device, kind).to(memory_format=layout).eval()
        if mode == "compiled":
            self.model = torch.compile(self.model)
        generator = torch.Generator().manual_seed(1)
        self.image = random_image(size, size, generator).to(device, kind).to(memory_format=layout)
        self.masks = random_masks(instances, size, size, generator).to(device, kind)
        self.per_step = per_step

    def run(self):
        image = self.image
        with torch.inference_mode():
            for i in range(0, self.masks.shape[1], self.per_step):
                image = self.model(torch.cat([image, self.masks[:, i:i + self.per_step]], 1))[:, :3]
            image = image.float().cpu()
        assert torch.isfinite(image).all()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--instances", type=int, default=4)
    parser.add_argument("--ins-per", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--mode", choices=MODES, default="default")
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--runs", type=int, default=20)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    subject = Subject(args.weights, args.size, args.instances, args.ins_per, args.device, args.mode, args.half)
    times = []
    for run in range(args.warmup + args.runs):
        start = time.perf_counter()
        subject.run()
        times.append((time.perf_counter() - start) * 1e3)
    times = times[args.warmup:]
    print(json.dumps({"torch": torch.__version__, "device": args.device, "mode": args.mode, "half": args.half,
                      "size": args.size, "instances": args.instances, "ins_per": args.ins_per, "runs": args.runs,
                      "best_ms": round(min(times), 2), "median_ms": round(statistics.median(times), 2),
                      "mean_ms": round(statistics.mean(times), 2)}))


if __name__ == "__main__":
    main()
