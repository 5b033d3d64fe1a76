"""What the settings of a printed form are called."""

NAMES = {"font_size": "字号", "row_height": "行高", "blank_lines": "空白行数"}
UNITS = {"font_size": "磅", "row_height": "毫米", "blank_lines": "行"}
