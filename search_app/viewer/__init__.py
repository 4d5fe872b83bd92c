"""Shows originals: page images, sections of HTML, the files themselves."""
