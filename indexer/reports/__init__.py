"""What staff see of the collection and of the runs of the indexer: history, overview, page."""
