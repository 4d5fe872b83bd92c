"""What sandboxed processes do, one file a kind: request, child's side, validation and limits."""
