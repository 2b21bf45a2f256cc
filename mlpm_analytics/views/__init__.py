"""What a reader is told about one subject, composed once: sentence, tiles, sections with a chart and a table.

Plain frames and text. Renderers (`reports`, `ui`) lay a view out and say nothing of their own; a section names its
chart, and only a renderer that draws knows `charts`.
"""
