"""Writes test/oracle/measures.json: what scikit-learn and SciPy measure on small made-up data.

Run: python3 scripts/oracle/measures.py   (scikit-learn 1.9, SciPy 1.16 or near)
Tests need no Python; they read the file and compute the same figures with src/core/learn.
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.linalg import subspace_angles
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (adjusted_rand_score, mutual_info_score, normalized_mutual_info_score, roc_auc_score,
                             silhouette_score)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(7)
classes, per_class, columns = 4, 30, 5
centres = rng.normal(size=(classes, columns)) * 1.5
labels = np.repeat(np.arange(classes), per_class)
x = np.round(centres[labels] + rng.normal(size=(len(labels), columns)), 4)
other = rng.integers(0, 3, size=len(labels))
order = rng.permutation(len(labels))
x, labels, other = x[order], labels[order], other[order]
cut = 80

probe = LogisticRegression(C=1.0, tol=1e-10, max_iter=5000).fit(x[:cut], labels[:cut])
tree = DecisionTreeClassifier(random_state=0).fit(x[:cut], labels[:cut])
pca = PCA(n_components=3).fit(x)
binned = np.minimum(((x - x.min(0)) / ((x.max(0) - x.min(0)) / 20)).astype(int), 19)
clusters = KMeans(n_clusters=4, n_init=20, random_state=0).fit(x)
rounded = lambda values: np.asarray(values, dtype=float).round(10).tolist()

oracle = {
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "x": x.tolist(),
    "labels": labels.tolist(),
    "other": other.tolist(),
    "cut": cut,
    "probe": {"weights": rounded(probe.coef_), "probabilities": rounded(probe.predict_proba(x[cut:]))},
    "neighbours": KNeighborsClassifier(5).fit(x[:cut], labels[:cut]).predict(x[cut:]).tolist(),
    "silhouette": silhouette_score(x, labels),
    "normalizedMutualInformation": normalized_mutual_info_score(labels, other),
    "adjustedRandIndex": adjusted_rand_score(labels, other),
    "clusterAgreement": {"nmi": normalized_mutual_info_score(labels, clusters.labels_),
                         "ari": adjusted_rand_score(labels, clusters.labels_)},
    "inertia": clusters.inertia_,
    "principal": {"variances": rounded(pca.explained_variance_), "axes": rounded(pca.components_)},
    "angles": rounded(sorted(subspace_angles(x[:2].T, x[2:5].T))),
    "subspaces": [rounded(scipy.linalg.orth(x[:2].T).T), rounded(scipy.linalg.orth(x[2:5].T).T)],
    "information": [[mutual_info_score(binned[:, j], f) for f in (labels, other)] for j in range(columns)],
    "tree": {"importances": rounded(tree.feature_importances_), "labels": tree.predict(x[cut:]).tolist()},
    "rocArea": roc_auc_score(labels == 2, x[:, 0]),
}
path = pathlib.Path(__file__).parents[2] / "test/oracle/measures.json"
path.write_text(json.dumps(oracle) + "\n")
print(path, path.stat().st_size)
