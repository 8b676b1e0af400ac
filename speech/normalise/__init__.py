"""What is read aloud of a text, and how: Markdown, tags, numbers, money, dates, units, addresses, per language."""
