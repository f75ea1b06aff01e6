"""What arkit ships to look at: products, rooms, looks and the mall, all made by the scripts in `assets.make`."""
