"""InstaGAN training in PyTorch: the numbers our Java implementation is compared with.

    instagan_reference.py CASE.json...    repeat recorded cases in float64, print the deviations

A case is CASE.json (options, losses) and CASE.safetensors (init, inputs, step0, grad0, final,
translate); parity_cases.py computes new ones. Values lie in [-1, 1]; a mask that is -1 everywhere is
empty. Names: G_A maps A to B, D_A judges images of B, idt_A is G_A on real B. A step of domain A runs
G_A, D_A and, back again, G_B on inputs of A; the identity loss that it adds is therefore idt_B.
"""
import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

NETS = ("G_A", "G_B", "D_A", "D_B")
OTHER = {"A": "B", "B": "A"}


# ---------------------------------------------------------------- networks

def norm(channels):
    return nn.InstanceNorm2d(channels, affine=False, eps=1e-5)


class Residual(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv_block = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(n, n, 3), norm(n), nn.ReLU(),
                                        nn.ReflectionPad2d(1), nn.Conv2d(n, n, 3), norm(n))

    def forward(self, x):
        return x + self.conv_block(x)


def encoder(channels, f):
    return nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(channels, f, 7), norm(f), nn.ReLU(),
        nn.Conv2d(f, 2 * f, 3, stride=2, padding=1), norm(2 * f), nn.ReLU(),
        nn.Conv2d(2 * f, 4 * f, 3, stride=2, padding=1), norm(4 * f), nn.ReLU(),
        *(Residual(4 * f) for _ in range(9)))


def decoder(channels, w):
    def up(a, b):
        return nn.ConvTranspose2d(a, b, 3, stride=2, padding=1, output_padding=1)
    return nn.Sequential(up(4 * w, 2 * w), norm(2 * w), nn.ReLU(), up(2 * w, w), norm(w), nn.ReLU(),
                         nn.ReflectionPad2d(3), nn.Conv2d(w, channels, 7), nn.Tanh())


def non_empty(masks):
    """Slots that the networks look at: those with an instance, or the first when there is none."""
    slots = [i for i in range(masks.shape[1]) if bool((masks[:, i].detach() + 1).sum() > 0)]
    return slots or [0]


class SetGenerator(nn.Module):
    """Image [1,3,H,W] and masks [1,n,H,W] in one tensor, to the same."""

    def __init__(self, f):
        super().__init__()
        self.encoder_img, self.encoder_seg = encoder(3, f), encoder(1, f)
        self.decoder_img, self.decoder_seg = decoder(3, 2 * f), decoder(1, 3 * f)

    def forward(self, x):
        masks = x[:, 3:]
        h = self.encoder_img(x[:, :3])
        features = {i: self.encoder_seg(masks[:, i:i + 1]) for i in non_empty(masks)}
        s = torch.stack(list(features.values())).sum(0)
        out = [self.decoder_img(torch.cat([h, s], 1))]
        for i in range(masks.shape[1]):
            out.append(self.decoder_seg(torch.cat([features[i], h, s], 1)) if i in features
                       else masks[:, i:i + 1])
        return torch.cat(out, 1)


class SpectralConv(nn.Module):
    """Convolution with weight_bar / sigma; one power iteration at every call.

    The authors write u and v through `.data`, so a backward pass sees, for every call it covers, the
    vectors of the *last* one: d sigma / d weight_bar = u v^T with the latest u and v, while sigma itself
    keeps each call's value. With `own_vectors` every call keeps its own; the first layers' weight
    gradients (in the other layers instance norm cancels sigma) then differ by about 1e-3.
    """

    own_vectors = False

    def __init__(self, a, b, stride):
        super().__init__()
        self.stride = stride
        self.weight_bar = nn.Parameter(torch.zeros(b, a, 4, 4))
        self.bias = nn.Parameter(torch.zeros(b))
        self.register_buffer("weight_u", torch.zeros(b))
        self.register_buffer("weight_v", torch.zeros(a * 16))

    def forward(self, x):
        w = self.weight_bar.flatten(1)
        with torch.no_grad():
            v = w.t().mv(self.weight_u)
            v = v / (v.norm() + 1e-12)
            u = w.mv(v)
            u = u / (u.norm() + 1e-12)
        if self.own_vectors:
            self.weight_u, self.weight_v = u, v
        else:
            self.weight_u.data, self.weight_v.data = u, v
        sigma = self.weight_u.dot(w.mv(self.weight_v))
        return F.conv2d(x, self.weight_bar / sigma, self.bias, self.stride, 1)


class Spectral(nn.Module):
    """Only there for the recorded names: `feature_img.0.module.weight_bar`."""

    def __init__(self, a, b, stride):
        super().__init__()
        self.module = SpectralConv(a, b, stride)

    def forward(self, x):
        return self.module(x)


class SetDiscriminator(nn.Module):
    def __init__(self, f, sigmoid):
        super().__init__()
        self.feature_img, self.feature_seg = self._features(3, f), self._features(1, f)
        self.classifier = nn.Sequential(
            Spectral(8 * f, 16 * f, 1), norm(16 * f), nn.LeakyReLU(0.2), Spectral(16 * f, 1, 1),
            *([nn.Sigmoid()] if sigmoid else []))

    @staticmethod
    def _features(channels, f):
        return nn.Sequential(Spectral(channels, f, 2), nn.LeakyReLU(0.2),
                             Spectral(f, 2 * f, 2), norm(2 * f), nn.LeakyReLU(0.2),
                             Spectral(2 * f, 4 * f, 2), norm(4 * f), nn.LeakyReLU(0.2))

    def forward(self, x):
        masks = x[:, 3:]
        image = self.feature_img(x[:, :3])
        features = [self.feature_seg(masks[:, i:i + 1]) for i in non_empty(masks)]
        return self.classifier(torch.cat([image, torch.stack(features).sum(0)], 1))


# ---------------------------------------------------------------- training

def merge(masks):
    return ((masks + 1) / 2).sum(1, keepdim=True).clamp(0, 1) * 2 - 1


def slots(masks, count):
    """The `count` largest masks in decreasing area, filled up with empty ones."""
    order = masks.mean((0, 2, 3)).argsort(descending=True, stable=True)
    masks = masks[:, order[:count]]
    return torch.cat([masks, masks.new_full((1, count - masks.shape[1], *masks.shape[2:]), -1.0)], 1)


class Sequence:
    """One domain's way through the steps of an iteration."""

    def __init__(self, image, masks, options):
        self.options = options
        self.image = image                                   # as the previous step left it
        self.masks = slots(masks, options["ins_max"])
        self.real = torch.cat([image, self.masks], 1)
        self.done = masks.new_zeros((1, 0, *masks.shape[2:]))  # masks translated so far

    def step(self, index):
        n = self.options["ins_per"]
        self.now = self.masks[:, n * index:n * (index + 1)]
        self.active = bool((self.now + 1).sum() > 0)
        self.source = torch.cat([self.image, self.now], 1)

    def judged(self, fake):
        """The translated image with the masks so far, this step's, and empty ones to come."""
        rest = self.masks.shape[1] - self.done.shape[1] - self.now.shape[1]
        empty = self.masks.new_full((1, rest, *self.masks.shape[2:]), -1.0)
        return torch.cat([fake[:, :3], self.done, fake[:, 3:], empty], 1)

    def finish(self, fake):
        fake = fake.detach() if self.active else self.source
        self.image, self.done = fake[:, :3], torch.cat([self.done, fake[:, 3:]], 1)


class InstaGan:
    def __init__(self, options, dtype):
        self.options = options
        self.net = {k: SetGenerator(options["ngf"]) if k[0] == "G" else
                    SetDiscriminator(options["ndf"], options["no_lsgan"]) for k in NETS}
        for net in self.net.values():
            net.to(dtype)
        self.adam = {kind: self._adam(self.net[f"{kind}_A"], self.net[f"{kind}_B"]) for kind in "GD"}

    def _adam(self, *nets):
        """Every gradient exists from the start, so an inactive network's is zero, never absent."""
        parameters = [p for net in nets for p in net.parameters()]
        for p in parameters:
            p.grad = torch.zeros_like(p)
        return torch.optim.Adam(parameters, lr=self.options["lr"], betas=(self.options["beta1"], 0.999))

    def gan(self, prediction, real):
        target = torch.full_like(prediction, 1.0 if real else 0.0)
        return (F.binary_cross_entropy if self.options["no_lsgan"] else F.mse_loss)(prediction, target)

    def generator_losses(self, d, seq):
        """Losses of domain d's step, with the fake that D judges and the reconstruction."""
        o, e, x = self.options, OTHER[d], seq.source
        weight = o[f"lambda_{d}"]
        fake = self.net[f"G_{d}"](x)
        rec = self.net[f"G_{e}"](fake)
        outside = (1 - merge(torch.cat([seq.now, fake[:, 3:]], 1))) / 2
        judged = seq.judged(fake)
        losses = {f"G_{d}": self.gan(self.net[f"D_{d}"](judged), True),
                  f"cyc_{d}": F.l1_loss(rec, x) * weight,
                  f"ctx_{d}": (outside * (seq.image - fake[:, :3]).abs()).mean() * weight * o["lambda_ctx"],
                  f"idt_{e}": torch.zeros((), dtype=x.dtype)}
        if o["lambda_idt"] > 0:
            losses[f"idt_{e}"] = F.l1_loss(self.net[f"G_{e}"](x), x) * weight * o["lambda_idt"]
        return losses, fake, judged, rec

    def update(self, kind, losses, keep):
        """One backward pass and Adam step for both networks of a kind; `keep` receives the gradients."""
        self.adam[kind].zero_grad(set_to_none=False)
        sum(losses).backward()
        if keep is not None:
            keep |= {f"grad0.{k}.{name}": p.grad.clone() for k in NETS if k[0] == kind
                     for name, p in self.net[k].named_parameters()}
        self.adam[kind].step()

    def iterate(self, inputs, keep=None):
        """One iteration; returns the losses of its steps. `keep` receives step0.* and grad0.*."""
        seqs = {d: Sequence(*inputs[d], self.options) for d in "AB"}
        recorded = []
        for index in range(self.options["ins_max"] // self.options["ins_per"]):
            for s in seqs.values():
                s.step(index)
            recorded.append(self.train_step(seqs, keep if index == 0 else None))
        return recorded

    def train_step(self, seqs, keep):
        active = [d for d in "AB" if seqs[d].active]
        values = {f"{k}_{d}": 0.0 for k in ("G", "cyc", "idt", "ctx") for d in "AB"} | {
            "D_A": None, "D_B": None, "G": 0.0, "forward_A": seqs["A"].active, "forward_B": seqs["B"].active}
        losses, fake, judged, rec = {}, {}, {}, {}
        self.freeze(True)
        for d in active:
            own, fake[d], judged[d], rec[d] = self.generator_losses(d, seqs[d])
            losses |= own
            if keep is not None:
                keep |= {f"step0.fake_{OTHER[d]}": judged[d].detach(), f"step0.rec_{d}": rec[d].detach()}
        if active:
            total = sum(losses.values())
            self.update("G", [total], keep)
            self.freeze(False)
            d_losses = {f"D_{d}": self.discriminator_loss(d, seqs[OTHER[d]].real, judged[d]) for d in active}
            self.update("D", d_losses.values(), keep)
            values |= {k: float(v.detach()) for k, v in (losses | d_losses | {"G": total}).items()}
        for d, s in seqs.items():
            s.finish(fake.get(d))
        return values

    def discriminator_loss(self, d, real, fake):
        """The image pool passes everything through until it is full, which no case reaches."""
        net = self.net[f"D_{d}"]
        real = self.gan(net(real), True)
        return (real + self.gan(net(fake.detach()), False)) * 0.5

    def freeze(self, frozen):
        for d in "AB":
            self.net[f"D_{d}"].requires_grad_(not frozen)

    @torch.no_grad()
    def translate(self, inputs):
        out = {}
        for d in "AB":
            s = Sequence(*inputs[d], self.options)
            for index in range(self.options["ins_max"] // self.options["ins_per"]):
                s.step(index)
                s.finish(self.net[f"G_{d}"](s.source) if s.active else None)
            out |= {f"translate.fake_{OTHER[d]}_img": s.image, f"translate.fake_{OTHER[d]}_masks": s.done}
        return out

    def state(self):
        return {f"{k}.{name}": v for k in NETS for name, v in self.net[k].state_dict().items()}

    def load(self, state):
        for k in NETS:
            self.net[k].load_state_dict({n[len(k) + 1:]: v for n, v in state.items() if n.startswith(k + ".")})


# ---------------------------------------------------------------- cases

def run(case, tensors, dtype):
    """Trains the case from `init.*` and `inputN.*`; returns all other tensors and the losses."""
    model = InstaGan(case["options"], dtype)
    model.load({k[5:]: v for k, v in tensors.items() if k.startswith("init.")})
    out, losses = {}, []
    for i in range(case["iterations"]):
        inputs = {d: tuple(tensors[f"input{i}.{d}{s}"].to(dtype) for s in ("", "_masks")) for d in "AB"}
        losses.append(model.iterate(inputs, out if i == 0 else None))
    out |= {f"final.{k}": v.clone() for k, v in model.state().items()} | model.translate(inputs)
    return out, losses


def deviations(got, want, got_losses, want_losses, initial):
    """Relative RMS by group (of the final state: over its change from `initial`), and the losses' worst."""
    result = {}
    for group in ("grad0", "step0", "final", "translate"):
        names = [k for k in want if k.startswith(group + ".")]
        a, b = (torch.cat([x[k].double().flatten() for k in names] or [torch.zeros(1)]) for x in (got, want))
        scale = b
        if group == "final":
            scale = b - torch.cat([initial["init" + k[5:]].double().flatten() for k in names])
        result[f"{group}.relative_rms"] = float((a - b).norm() / scale.norm().clamp(min=1e-300))
        result[f"{group}.max_abs"] = float((a - b).abs().max())
    result["losses.max_relative_by_iteration"] = [
        max(abs(g[k] - v) / abs(v) for g, w in zip(gs, ws) for k, v in w.items() if v and v is not True)
        if any(w["G"] for w in ws) else 0.0 for gs, ws in zip(got_losses, want_losses)]
    return result


def verify(path):
    case, tensors = json.loads(path.read_text()), load_file(path.with_suffix(".safetensors"))
    got, losses = run(case, tensors, torch.float64)
    for gs, ws in zip(losses, case["losses"]):
        for g, w in zip(gs, ws):
            assert all((g[k] is None) == (v is None) and (not v) == (not g[k]) for k, v in w.items()), (g, w)
    missing = {k for k in tensors if not k.startswith(("init.", "input"))} ^ set(got)
    print(path.stem, "missing or additional:", sorted(missing) or "none")
    for k, v in deviations(got, tensors, losses, case["losses"], tensors).items():
        print(f"  {k}: {v}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", type=Path)
    for case_path in parser.parse_args().cases:
        verify(case_path)
