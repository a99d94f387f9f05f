"""The screens of the program, one module or package each; screens never import each other."""
