"""Writes test/oracle/projection.json: maps, their gradients and their trustworthiness as scikit-learn and SciPy compute them, of 300 images of digits.

Run: python3 scripts/oracle/projection.py   (scikit-learn 1.9, SciPy 1.16 or near)
Tests need no Python; they read the file and compute the same figures with src/core/projection.
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.spatial import procrustes
from scipy.spatial.distance import squareform
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold import _t_sne
from sklearn.metrics import pairwise_distances, silhouette_samples
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(3)
digits = load_digits()
x = digits.data[:300]
labels = digits.target[:300]
rounded = lambda values, to=7: np.asarray(values, dtype=float).round(to).tolist()


def principal(points):
    pca = PCA(svd_solver="full").fit(points)
    return {"shares": rounded(pca.explained_variance_ratio_[:10], 10), "map": rounded(pca.transform(points)[:, :2])}


map_of_all = PCA(n_components=2).fit_transform(x)
few, perplexity = 60, 10
places = rng.normal(size=(few, 2)).round(4)
squares = pairwise_distances(x[:few], metric="euclidean", squared=True).astype(np.float32)
p = _t_sne._joint_probabilities(squares, perplexity, 0)
kl, gradient = _t_sne._kl_divergence(places.ravel(), p, 1, few, 2)
tsne = TSNE(perplexity=30, init="pca", random_state=0, max_iter=750).fit_transform(x)
other = (map_of_all[:few] @ np.array([[0.6, 0.8], [0.8, -0.6]]) * 0.3 + [4, -2] + rng.normal(size=(few, 2))).round(5)
first, second, disparity = procrustes(other, map_of_all[:few].round(5))
found = {
    metric: NearestNeighbors(n_neighbors=10, metric=metric, algorithm="brute").fit(x).kneighbors()[0]
    for metric in ("euclidean", "cosine")
}

oracle = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    # One letter for each pixel, a = 0 to q = 16.
    "digits": ["".join(chr(97 + int(value)) for value in row) for row in x],
    "labels": labels.tolist(),
    "pca": principal(x),
    "standardized": principal(StandardScaler().fit_transform(x)),
    "fewPoints": principal(x[:40]),
    "trustworthiness": {
        "map": rounded(map_of_all, 5),
        "values": [
            {"neighbours": k, "metric": metric, "value": trustworthiness(x, map_of_all.round(5), n_neighbors=k, metric=metric)}
            for k in (1, 5, 12, 100) for metric in ("euclidean", "cosine")
        ],
    },
    "tsne": {
        "points": few,
        "perplexity": perplexity,
        "places": places.tolist(),
        "affinities": rounded(squareform(p)[:5], 10),
        "divergence": kl,
        "gradient": rounded(gradient.reshape(few, 2), 9),
        "trustworthiness": trustworthiness(x, tsne, n_neighbors=12),
    },
    "procrustes": {"from": rounded(map_of_all[:few], 5), "onto": other.tolist(), "disparity": disparity},
    "neighbours": {metric: rounded(distances[:20]) for metric, distances in found.items()},
    "silhouettes": rounded(silhouette_samples(x, labels)[:40]),
}
path = pathlib.Path(__file__).parents[2] / "test/oracle/projection.json"
path.write_text(json.dumps(oracle) + "\n")
print(path, path.stat().st_size)
