"""The official account's conversation: a message in, a reply out, in one entry. No HTTP, no XML, no region's rule."""
