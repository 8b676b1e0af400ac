"""One command per claim: each module measures one thing, `python -m bench` all of them."""
