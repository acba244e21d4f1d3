"""비슷한 계획서: which plans share passages, who may see it, and what the secretariat judged of it."""
