import os, sys
os.system("spark-submit --master local[*] --driver-memory 2g x.py " + sys.argv[1])
