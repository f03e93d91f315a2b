-- What tells the cells of a sweep apart, but for the width: ${cell_columns} and ${cell} of the views.
  dataset COMMENT 'Short name of the dataset',
  architecture COMMENT 'Layer sizes, w for the width, and activations',
  target COMMENT 'Compressed layers with their roles',
  unit COMMENT 'What is offered to one draw',
  method COMMENT 'How units are chosen',
  scheme COMMENT 'Random replacement: prune or quantize',
  keep_probability COMMENT 'Probability p that a pruned unit is kept; NULL under quantize',
  levels COMMENT 'Quantization levels k; NULL under prune',
  alpha COMMENT 'Fraction of units offered to the draw',
  ordering COMMENT 'When scores of B layers are computed anew',
  projections COMMENT 'Whether activations are projected',
  calibration_samples COMMENT 'How many training samples calibrate; NULL: all'
