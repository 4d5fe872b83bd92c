"""What every request and answer goes through: parameters, addresses, headers, logs."""
