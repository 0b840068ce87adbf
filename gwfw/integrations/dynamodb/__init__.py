"""A WebSocket route whose traced mapping writes or deletes an item without a function in between (AWS)."""
