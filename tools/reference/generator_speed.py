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


def translate(model, image, masks, per_step):
    for i in range(0, masks.shape[1], per_step):
        image = model(torch.cat([image, masks[:, i:i + per_step]], 1))[:, :3]
    return image


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--instances", type=int, default=4)
    parser.add_argument("--ins-per", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--half", action="store_true", help="float16, instance norm included")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--runs", type=int, default=20)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    weights = load_file(args.weights)
    model = SetGenerator(weights["encoder_img.1.weight"].shape[0])
    model.load_state_dict(weights)
    kind = torch.float16 if args.half else torch.float32
    model = model.to(args.device, kind).eval()
    generator = torch.Generator().manual_seed(1)
    image = random_image(args.size, args.size, generator).to(args.device, kind)
    masks = random_masks(args.instances, args.size, args.size, generator).to(args.device, kind)
    times = []
    with torch.inference_mode():
        for run in range(args.warmup + args.runs):
            start = time.perf_counter()
            result = translate(model, image, masks, args.ins_per).float().cpu()
            times.append((time.perf_counter() - start) * 1e3)
            assert torch.isfinite(result).all()
    times = times[args.warmup:]
    print(json.dumps({"torch": torch.__version__, "device": args.device, "half": args.half, "size": args.size,
                      "instances": args.instances, "ins_per": args.ins_per, "runs": args.runs,
                      "best_ms": round(min(times), 2), "median_ms": round(statistics.median(times), 2),
                      "mean_ms": round(statistics.mean(times), 2)}))


if __name__ == "__main__":
    main()
