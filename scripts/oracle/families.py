"""Writes test/oracle/families.json: what Hugging Face transformers computes with tiny models of the families that people have.

Run: python3 scripts/oracle/families.py   (with torch and transformers 5: pip install torch "transformers>=5")

Weights are no part of the file: each value follows from its tensor's index in the sorted list and its own, by the mulberry32 generator, so that
test/onnx/transformer/oracle.test.ts draws the same ones. None is left at 0 or 1, so that a bias or a norm that is forgotten shows.
"""
import json
import math
import pathlib

import numpy as np
import torch
import transformers

VOCABULARY, TOKENS = 20, 9
SMALL = dict(vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=64, pad_token_id=0)


def rope(theta, **scaling):
    return {"rope_theta": theta, "rope_type": "default", **scaling}


LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)
LINEAR = dict(rope_type="linear", factor=4.0)
FULL, SLIDING = "full_attention", "sliding_attention"
FAMILIES = {
    "gpt2": ("GPT2Config", dict(vocab_size=VOCABULARY, n_positions=32, n_embd=16, n_layer=2, n_head=4)),
    "gpt-neox": ("GPTNeoXConfig", dict(SMALL, rope_parameters=rope(10000.0, partial_rotary_factor=0.5), tie_word_embeddings=False)),
    "llama": ("LlamaConfig", dict(SMALL, num_key_value_heads=2, tie_word_embeddings=False, rope_parameters=rope(5000.0, **LLAMA3))),
    "llama-bias": ("LlamaConfig", dict(SMALL, num_key_value_heads=1, attention_bias=True, mlp_bias=True, tie_word_embeddings=True, rope_parameters=rope(10000.0, **LINEAR))),
    "llama-yarn": ("LlamaConfig", dict(SMALL, num_key_value_heads=2, head_dim=8, tie_word_embeddings=False, rope_parameters=rope(10000.0, **YARN))),
    "qwen2": ("Qwen2Config", dict(SMALL, num_key_value_heads=2, tie_word_embeddings=True, use_sliding_window=True, sliding_window=3, layer_types=[FULL, SLIDING], rope_parameters=rope(1000000.0))),
    "qwen3": ("Qwen3Config", dict(SMALL, num_key_value_heads=2, head_dim=8, tie_word_embeddings=True, rope_parameters=rope(1000000.0))),
    "mistral": ("MistralConfig", dict(SMALL, num_key_value_heads=2, head_dim=4, sliding_window=4, tie_word_embeddings=False, rope_parameters=rope(10000.0))),
    "cwm": ("CwmConfig", dict(SMALL, num_hidden_layers=3, num_key_value_heads=2, head_dim=8, sliding_window=4, layer_types=[FULL, SLIDING, SLIDING], tie_word_embeddings=False, rope_parameters=rope(1000000.0, **LLAMA3))),
    "smollm3": ("SmolLM3Config", dict(SMALL, num_hidden_layers=2, num_key_value_heads=2, tie_word_embeddings=True, no_rope_layers=[1, 0], rope_parameters=rope(2000000.0))),
    "phi3": ("Phi3Config", dict(SMALL, num_key_value_heads=2, tie_word_embeddings=False, rope_parameters=rope(10000.0))),
    "glm": ("GlmConfig", dict(SMALL, num_key_value_heads=2, head_dim=8, attention_bias=True, tie_word_embeddings=False, rope_parameters=rope(10000.0, partial_rotary_factor=0.5))),
    "gemma3": ("Gemma3TextConfig", dict(SMALL, num_key_value_heads=1, head_dim=8, sliding_window=3, query_pre_attn_scalar=16, layer_types=[SLIDING, FULL])),
    "bert": ("BertConfig", dict(SMALL, max_position_embeddings=32)),
}


def uniform(salt, count):
    """Numbers in [-1, 1): the first output of mulberry32 for the seeds salt * 2654435761 + i."""
    a = (np.arange(count, dtype=np.uint64) + np.uint64(salt * 2654435761)).astype(np.uint32) + np.uint32(0x6D2B79F5)
    t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
    t = t ^ (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61)))
    t = t ^ (t >> np.uint32(14))
    return t.astype(np.float64) / 2**31 - 1


def draw(salt, name, shape):
    u = uniform(salt, math.prod(shape)).reshape(shape)
    if len(shape) == 1:
        return 1 + 0.3 * u if "norm" in name.lower() or "ln_" in name else 0.3 * u
    return u if name.endswith("embeddings.weight") or "embed" in name or "wte" in name else u * 0.6


def stored(model):
    """The tensors of a checkpoint, each once, without what is no weight."""
    seen, found = set(), {}
    # Where the logits use the token embeddings, a file has the embeddings only.
    for name, tensor in sorted(model.named_parameters(remove_duplicate=False), key=lambda item: (item[0].startswith("lm_head"), item[0])):
        if tensor.data_ptr() in seen or ".pooler." in f".{name}":
            continue
        seen.add(tensor.data_ptr())
        found[name] = tensor
    return found


def rounded(array):
    return [float(f"{x:.7g}") for x in np.asarray(array, dtype=np.float64).reshape(-1)]


def measure(name, config_name, arguments):
    config = getattr(transformers, config_name)(**arguments)
    config._attn_implementation = "eager"
    torch.manual_seed(0)
    encoder = name == "bert"
    auto = transformers.AutoModel if encoder else transformers.AutoModelForCausalLM
    model = auto.from_config(config, attn_implementation="eager").double().eval()
    tensors = stored(model)
    with torch.no_grad():
        for salt, (key, tensor) in enumerate(tensors.items()):
            tensor.copy_(torch.tensor(draw(salt + 1, key, tuple(tensor.shape)).astype(np.float32)))
    ids = [(7 * i * i + 3 * i + 5) % (VOCABULARY - 1) + 1 for i in range(TOKENS)]
    inputs = dict(input_ids=torch.tensor([ids]))
    types = [int(i >= 4) for i in range(TOKENS)] if encoder else None
    if encoder:
        inputs["token_type_ids"] = torch.tensor([types])
    with torch.no_grad():
        out = model(**inputs, output_attentions=True, output_hidden_states=True, **({} if encoder else dict(use_cache=False)))
    result = dict(
        config=arguments,
        tensors=[[key, list(tensor.shape)] for key, tensor in tensors.items()],
        ids=ids,
        probabilities=[rounded(a[0]) for a in out.attentions],
        # After the last norm, where there is one.
        hidden=rounded(out.hidden_states[-1][0]),
        # After the first layer.
        first=rounded(out.hidden_states[1][0]),
    )
    if encoder:
        result["types"] = types
    else:
        result["logits"] = rounded(out.logits[0])
    return result


if __name__ == "__main__":
    families = {name: measure(name, *family) for name, family in FAMILIES.items()}
    path = pathlib.Path(__file__).parents[2] / "test" / "oracle" / "families.json"
    versions = dict(torch=torch.__version__, transformers=transformers.__version__)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(family, separators=(',', ':'))}" for name, family in families.items())
    path.write_text(f'{{"versions": {json.dumps(versions)},\n"families": {{\n{lines}\n}}}}\n')
    print(path, path.stat().st_size, "bytes")
