"""What can be asked of the hall: one module a wish, one public function each."""
