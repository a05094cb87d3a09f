"""Files and pasted texts become grids of cells: what they mean is the caller's to say."""
