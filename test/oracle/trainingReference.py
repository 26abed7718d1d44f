"""Writes test/oracle/trainingReference.json: the loss curve of a small transformer, trained by PyTorch in float64.

Run: python3 test/oracle/trainingReference.py
The model, its weights and its data are written out below in closed form; test/engine/train/lossCurve.test.ts computes the same ones.
"""
import json
import math
import pathlib

import torch

CONFIG = {
    "vocabularySize": 9,
    "layers": 2,
    "width": 16,
    "heads": [{"rotary": True, "window": 4}, {"rotary": False, "window": None}],
    "feedForward": 32,
    "activation": "squaredRelu",
    "tiedEmbeddings": True,
    "coupledPositions": 5,
}
OPTIMIZER = {"beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1, "clip": 0.5}
STEPS, BATCH, SEQUENCE, RATE = 60, 3, 11, 0.004


def wave(index, salt):
    return math.sin(0.37 * (index + 1) ** 2 + 78.233 * (salt + 1))


def parameter(salt, name, shape):
    count = math.prod(shape)
    base, scale = (1.0, 0.1) if name.endswith("norm.weight") else (0.0, 0.25)
    values = [base + scale * wave(i, salt) for i in range(count)]
    return torch.tensor(values, dtype=torch.float32).double().reshape(shape).requires_grad_()


def table(c):
    d, f = c["width"], c["feedForward"]
    yield "embedding.token.weight", (c["vocabularySize"], d)
    yield "embedding.place.weight", (c["coupledPositions"], d)
    for layer in range(c["layers"]):
        block = f"block.{layer}."
        yield block + "attention.norm.weight", (d,)
        for part in ("query", "key", "value", "output"):
            yield block + f"attention.{part}.weight", (d, d)
        yield block + "feedForward.norm.weight", (d,)
        yield block + "feedForward.input.weight", (d, f)
        yield block + "feedForward.output.weight", (f, d)
    yield "final.norm.weight", (d,)


def batch(step):
    index = torch.arange(BATCH * SEQUENCE).reshape(BATCH, SEQUENCE)
    column = torch.arange(SEQUENCE).expand(BATCH, SEQUENCE)
    ids = (index * index + 3 * step) % CONFIG["vocabularySize"]
    places = (index + step) % CONFIG["coupledPositions"]
    labels = (2 * ids + places) % CONFIG["vocabularySize"]
    # The last row is shorter, and the first two columns are prompt.
    counted = (column >= 2) & ((torch.arange(BATCH)[:, None] < BATCH - 1) | (column < SEQUENCE - 3))
    return ids, places, column, torch.where(counted, labels, -100)


def norm(x, weight):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weight


def rotate(x, positions):
    half = x.shape[-1] // 2
    angle = positions[:, :, None] * 10_000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], -1)


def forward(p, ids, places, positions):
    c = CONFIG
    heads = len(c["heads"])
    each = c["width"] // heads
    x = p["embedding.token.weight"][ids] + p["embedding.place.weight"][places]
    index = torch.arange(ids.shape[1])
    distance = index[:, None] - index
    for layer in range(c["layers"]):
        w = lambda name: p[f"block.{layer}.{name}.weight"]
        n = norm(x, w("attention.norm"))
        q, k, v = (n @ w(f"attention.{part}") for part in ("query", "key", "value"))
        outputs = []
        for h, head in enumerate(c["heads"]):
            qh, kh, vh = (t[..., h * each : (h + 1) * each] for t in (q, k, v))
            if head["rotary"]:
                qh, kh = rotate(qh, positions), rotate(kh, positions)
            limit = head["window"] or len(index)
            scores = qh @ kh.transpose(1, 2) / math.sqrt(each)
            scores = scores.masked_fill((distance < 0) | (distance >= limit), -torch.inf)
            outputs.append(scores.softmax(-1) @ vh)
        x = x + torch.cat(outputs, -1) @ w("attention.output")
        hidden = (norm(x, w("feedForward.norm")) @ w("feedForward.input")).relu() ** 2
        x = x + hidden @ w("feedForward.output")
    return norm(x, p["final.norm.weight"]) @ p["embedding.token.weight"].T


def main():
    parameters = {name: parameter(salt, name, shape) for salt, (name, shape) in enumerate(table(CONFIG))}
    decayed = [p for name, p in parameters.items() if p.dim() == 2 and not name.startswith("embedding")]
    others = [p for name, p in parameters.items() if p.dim() == 1 or name.startswith("embedding")]
    o = OPTIMIZER
    adam = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": o["weightDecay"]}, {"params": others, "weight_decay": 0.0}],
        lr=RATE, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"],
    )
    losses, norms = [], []
    for step in range(1, STEPS + 1):
        ids, places, positions, labels = batch(step)
        logits = forward(parameters, ids, places, positions)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        adam.zero_grad()
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), o["clip"]).item())
        adam.step()
        losses.append(loss.item())
    out = {
        "torch": torch.__version__, "config": CONFIG, "optimizer": OPTIMIZER, "learningRate": RATE,
        "steps": STEPS, "batch": BATCH, "sequence": SEQUENCE, "losses": losses, "gradientNorms": norms,
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, indent=1) + "\n")
    print(losses[0], losses[-1], norms[0], norms[-1])


if __name__ == "__main__":
    main()
