"""Tests: unit/ mirrors the tree, contract/ runs over every engine and store, integration/ uses real servers."""
